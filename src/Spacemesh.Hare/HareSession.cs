using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare;

/// <summary>
/// Hare in one layer, for all smeshers of the node together (spec 05 §5.7). The owner executes a round when its time has come and
/// publishes the round's message once for every eligible smesher. Not thread-safe.
/// </summary>
public sealed class HareSession(HareOptions options, LayerId layer, Beacon beacon)
{
    public HareOptions Options { get; } = options;

    public LayerId Layer { get; } = layer;

    /// <summary>The beacon of the layer's epoch: part of every eligibility, and of every proposal that counts.</summary>
    public Beacon Beacon { get; } = beacon;

    public HareMachine Machine { get; } = new(options.ThresholdFor(layer), options.IterationsLimit);

    public HareEnd End { get; private set; }

    /// <summary>The round that <see cref="Execute"/> executes.</summary>
    public IterRound Upcoming => Machine.Current;

    /// <summary>
    /// When to execute the upcoming round, from the start of the layer. A node without an eligible smesher does not wait for the preround,
    /// so that messages which come until the softlock count one round late with it.
    /// </summary>
    /// <param name="active">Whether some smesher of the node is eligible in the preround.</param>
    public TimeSpan Offset(bool active) =>
        Upcoming.Round == HareRound.Preround && !active ? TimeSpan.Zero : Options.Offset(Upcoming);

    /// <summary>Takes what the node knows at the time of the preround; nothing in an inactive node.</summary>
    public void Propose(ScaleList<ProposalId> selected) => Machine.Initial = selected;

    /// <summary>Executes the upcoming round. The limit is checked after the hardlock, so that a result found there is delivered.</summary>
    public HareStep Execute()
    {
        if (End != HareEnd.Running)
            throw new InvalidOperationException($"The session of layer {Layer} is over.");
        var output = Machine.Next();
        if (output.Terminated)
            End = HareEnd.Agreed;
        else if (output.Executed.Round != HareRound.Preround && output.Executed.Iter == Options.IterationsLimit)
            End = HareEnd.LimitReached;
        return new HareStep(output.Executed, output.Message, output.Coin, output.Result, End);
    }
}
