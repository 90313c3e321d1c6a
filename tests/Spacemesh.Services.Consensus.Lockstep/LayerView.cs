using Spacemesh.Codec;
using Spacemesh.Hare;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>
/// A layer as one node heard it: what had support, in which round, by the messages that the node accepted and by nothing that its session
/// kept (spec 05 §5.5, written down a second time).
/// </summary>
/// <param name="name">Name of the node.</param>
/// <param name="smesher">Its smesher.</param>
/// <param name="heard">Messages of the layer by round and sender, each sender's in their order.</param>
/// <param name="threshold">Seats that decide.</param>
/// <param name="list">The proposals of a message.</param>
internal sealed class LayerView(
    string name, NodeId smesher, IReadOnlyDictionary<(IterRound Round, NodeId Sender), List<HeardMessage>> heard, uint threshold, Func<HareMessage, ScaleList<ProposalId>> list)
{
    public static readonly IterRound Preround = new(0, HareRound.Preround);

    private readonly ILookup<IterRound, List<HeardMessage>> _rounds = heard.ToLookup(said => said.Key.Round, said => said.Value);

    public NodeId Smesher => smesher;

    public IEnumerable<HeardMessage> All => heard.Values.SelectMany(said => said);

    /// <summary>Senders whose message of a round says a proposal or a reference, heard with at least a grade when a round is executed.</summary>
    public IEnumerable<HeardMessage> Supporters<T>(T value, IterRound round, byte grade, IterRound now) => Counted(round, grade, now)
        .Where(first => Values<T>(first.Message).Contains(value));

    public HashSet<ProposalId> Proposals(byte grade, IterRound now) => Supported<ProposalId>(Preround, grade, now);

    public HashSet<Hash32> References(IterRound round, byte grade, IterRound now) => Supported<Hash32>(round, grade, now);

    /// <summary>The lists of an iteration that count when it commits, with their leaders.</summary>
    public IEnumerable<(Hash32 Reference, ScaleList<ProposalId> List, NodeId Leader)> Gradecast(byte iteration)
    {
        var round = new IterRound(iteration, HareRound.Propose);
        var now = new IterRound(iteration, HareRound.Commit);
        foreach (var said in _rounds[round])
        {
            bool contradicted = said.Count > 1 && said[1].At.Absolute <= now.Absolute;
            if ((said[0].OfLiar && !contradicted)
                || RoundDelay.Between(said[0].At, round) > 2
                || (contradicted && RoundDelay.Between(said[1].At, round) <= 2))
            {
                continue;
            }

            var proposed = said[0].Message.Value.Proposals;
            yield return (HareRules.Reference(proposed.Span), proposed, said[0].Message.Sender);
        }
    }

    /// <summary>Lists that are valid after the commit round of an iteration.</summary>
    public Dictionary<Hash32, ScaleList<ProposalId>> Valid(byte iteration)
    {
        var valid = new Dictionary<Hash32, ScaleList<ProposalId>>();
        for (byte i = 0; i <= iteration; i++)
        {
            var known = Proposals(2, new IterRound(i, HareRound.Commit));
            foreach (var (reference, proposed, _) in Gradecast(i))
            {
                if (proposed.All(known.Contains))
                    valid[reference] = proposed;
            }
        }

        return valid;
    }

    public override string ToString() => name;

    private HashSet<T> Supported<T>(IterRound round, byte grade, IterRound now)
        where T : notnull
    {
        var seats = new Dictionary<T, (uint Total, uint Honest)>();
        foreach (var first in Counted(round, grade, now))
        {
            uint count = first.Message.Eligibility.Count;
            foreach (var value in Values<T>(first.Message))
            {
                var (total, honest) = seats.GetValueOrDefault(value);
                seats[value] = (total + count, IsLiar(round, first, now) ? honest : honest + count);
            }
        }

        return [.. seats.Where(value => value.Value.Total >= threshold && value.Value.Honest > 0).Select(value => value.Key)];
    }

    private IEnumerable<T> Values<T>(HareMessage message) => typeof(T) == typeof(Hash32)
        ? (message.Value.Reference is { } reference ? [(T)(object)reference] : [])
        : list(message).Select(id => (T)(object)id);

    private bool IsLiar(IterRound round, HeardMessage first, IterRound now) =>
        first.OfLiar || (heard[(round, first.Message.Sender)] is { Count: > 1 } said && said[1].At.Absolute <= now.Absolute);

    /// <summary>The first message of each smesher counts, whatever else it says.</summary>
    private IEnumerable<HeardMessage> Counted(IterRound round, byte grade, IterRound now) => _rounds[round]
        .Select(said => said[0])
        .Where(first => first.At.Absolute <= now.Absolute && RoundDelay.Grade(first.At, round) >= grade);
}
