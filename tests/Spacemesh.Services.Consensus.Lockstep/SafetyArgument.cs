using Spacemesh.Hare;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>
/// Why timely nodes that follow the protocol cannot output different lists, step by step over what they heard, and where it fails: the
/// protocol promises agreement only as long as no step hangs on the seats of the faulty (docs/simulation.md).
/// </summary>
/// <param name="rules">The rules of the layer.</param>
/// <param name="layer">The layer.</param>
/// <param name="timely">What each timely node heard.</param>
/// <param name="heldUp">Whether a faulty peer that brought a message to a node gave its list late or not at all.</param>
internal sealed class SafetyArgument(HareOptions rules, LayerId layer, IReadOnlyList<LayerView> timely, Func<LayerView, HeardMessage, bool> heldUp)
{
    private readonly uint _threshold = rules.ThresholdFor(layer);
    private readonly HashSet<NodeId> _timelySmeshers = [.. timely.Select(view => view.Smesher)];

    /// <summary>The iteration whose notify messages made a node output a list; null where they did not.</summary>
    public byte? IterationOf(LayerView view, Hash32 output)
    {
        for (byte i = 0; i < rules.IterationsLimit; i++)
        {
            if (view.References(Notify(i), 5, Hardlock(i)).Contains(output))
                return i;
        }

        return null;
    }

    /// <summary>
    /// The step that fails, in words, where two nodes output different lists; null where every step holds or fails for no reason that is
    /// allowed, so that one of the nodes is wrong.
    /// </summary>
    public string? Gap(LayerView first, Hash32 x, LayerView second, Hash32 y)
    {
        if (IterationOf(first, x) is not { } i || IterationOf(second, y) is not { } j)
            return null;
        if (j < i)
            return Gap(second, y, first, x);
        if (Notified(first, x, i) is not { } notifier)
            return $"the faulty alone have a majority of seats for {x} in {Name(Notify(i))} at {first}";
        if (Notified(second, y, j) is not { } rivalNotifier)
            return $"the faulty alone have a majority of seats for {y} in {Name(Notify(j))} at {second}";
        // Nobody had a result before, so that the notifier has seen the commits.
        if (!notifier.References(Commit(i), 5, Notify(i)).Contains(x))
            return null;
        foreach (var view in timely)
        {
            if (!view.References(Commit(i), 4, Hardlock(i)).Contains(x))
                return Differ(x, Commit(i), notifier, 5, Notify(i), view, 4, Hardlock(i));
            if (!view.Valid(i).ContainsKey(x))
                return Invalid(x, i, view);
            if (Rival(x, i, view) is { } rival)
                return rival;
        }

        if (j == i)
        {
            return rivalNotifier.References(Commit(i), 5, Notify(i)).Contains(y)
                && timely.FirstOrDefault(view => !view.References(Commit(i), 4, Hardlock(i)).Contains(y)) is { } without
                ? Differ(y, Commit(i), rivalNotifier, 5, Notify(i), without, 4, Hardlock(i))
                : null;
        }

        // All are locked now. They stay so while they have a majority of the seats themselves.
        for (byte k = (byte)(i + 1); k <= j; k++)
        {
            uint seats = 0;
            foreach (var view in timely)
            {
                if (Rival(x, k, view) is { } rival)
                    return rival;
                foreach (var heard in view.All.Where(heard => heard.Message.Round == Commit(k) && IsOf(view, heard)))
                {
                    if (heard.Message.Value.Reference != x)
                        return null;
                    seats += heard.Message.Eligibility.Count;
                }
            }

            if (seats < _threshold)
                return $"the timely have {seats} seats in {Name(Commit(k))}, less than the {_threshold} that keep the lock on {x}";
        }

        return null;
    }

    private static IterRound Commit(byte iteration) => new(iteration, HareRound.Commit);

    private static IterRound Notify(byte iteration) => new(iteration, HareRound.Notify);

    /// <summary>The hardlock that reads the votes of an iteration.</summary>
    private static IterRound Hardlock(byte iteration) => new((byte)(iteration + 1), HareRound.Hardlock);

    private static string Name(IterRound round) => $"{round.Round} {round.Iter}";

    private static bool IsOf(LayerView view, HeardMessage heard) => view.Smesher == heard.Message.Sender;

    /// <summary>A timely node whose own notify message counted at another.</summary>
    private LayerView? Notified(LayerView at, Hash32 reference, byte iteration) => timely.FirstOrDefault(
        view => at.Supporters(reference, Notify(iteration), 5, Hardlock(iteration)).Any(heard => IsOf(view, heard)));

    /// <summary>Two majorities in one round.</summary>
    private string? Rival(Hash32 reference, byte iteration, LayerView view)
    {
        var rivals = view.References(Commit(iteration), 4, Hardlock(iteration));
        if (!rivals.Contains(reference) || rivals.Count < 2)
            return null;
        var other = rivals.First(other => other != reference);
        return $"more seats than the committee's leave room for {reference} and {other} in {Name(Commit(iteration))} at {view}";
    }

    private string? Differ<T>(T value, IterRound round, LayerView with, byte grade, IterRound now, LayerView without, byte lower, IterRound later)
    {
        var counted = without.Supporters(value, round, lower, later).Select(heard => heard.Message.Sender).ToHashSet();
        var apart = with.Supporters(value, round, grade, now).Where(heard => !counted.Contains(heard.Message.Sender)).ToList();
        if (apart.Count == 0 || apart.Exists(heard => _timelySmeshers.Contains(heard.Message.Sender) && !heldUp(without, heard)))
            return null;
        long seats = apart.Sum(heard => (long)heard.Message.Eligibility.Count);
        return $"{seats} seats of the faulty decide about {value} in {Name(round)}: heard by {with}, not by {without}";
    }

    /// <summary>Why a list that some timely node committed to is not valid with another.</summary>
    private string? Invalid(Hash32 reference, byte iteration, LayerView without)
    {
        for (byte k = 0; k <= iteration; k++)
        {
            var now = Commit(k);
            foreach (var with in timely)
            {
                foreach (var (_, list, leader) in with.Gradecast(k).Where(cast => cast.Reference == reference))
                {
                    var supported = with.Proposals(3, now);
                    if (!list.All(supported.Contains))
                        continue;
                    if (!without.Gradecast(k).Any(other => other.Reference == reference))
                    {
                        if (!_timelySmeshers.Contains(leader))
                            return $"a faulty leader's list {reference} of iteration {k} reached {with}, not {without}";
                        continue;
                    }

                    var known = without.Proposals(2, now);
                    foreach (var id in list.Where(id => !known.Contains(id)))
                    {
                        if (Differ(id, LayerView.Preround, with, 3, now, without, 2, now) is { } gap)
                            return gap;
                    }
                }
            }
        }

        return null;
    }
}
