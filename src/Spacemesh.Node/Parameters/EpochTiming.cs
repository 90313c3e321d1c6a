using Spacemesh.Config;

namespace Spacemesh.Node.Parameters;

/// <summary>
/// Whether an epoch has the time for what must happen in it. Durations that do not fit each other make a network that starts, publishes ATXs
/// and never has a block, without saying why.
/// </summary>
internal static class EpochTiming
{
    /// <summary>Network delays that an ATX must be there before its epoch to count as good (spec 06 §16.1).</summary>
    private const int DelaysOfGrade = 4;

    /// <summary>Why the network cannot have blocks, each with its keys; none where the times fit.</summary>
    public static IEnumerable<string> Problems(NodeConfiguration configuration, NodeParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(parameters);
        var epoch = parameters.Network.EpochDuration;
        var poet = configuration["poet"];
        var (shift, gap) = (poet.Duration("phase-shift"), poet.Duration("cycle-gap"));
        if (gap >= epoch)
            yield return $"poet.cycle-gap: {gap} leaves no time for a PoET round in an epoch of {epoch} (main.layers-per-epoch times main.layer-duration)";
        if (shift >= epoch)
            yield return $"poet.phase-shift: the PoET round of an epoch of {epoch} (main.layers-per-epoch times main.layer-duration) would begin {shift} after it, when it is over";
        // The round ends a gap before the next one begins, and an ATX is published in its own epoch.
        var published = shift > gap ? shift - gap : TimeSpan.Zero;
        var delay = ServiceOptions.Building(configuration).NetworkDelay;
        if (published < epoch && published + (delay * DelaysOfGrade) >= epoch)
        {
            yield return $"main.atx-grade-delay: an ATX is published {published} after its epoch began at the earliest, and counts only if it is there {DelaysOfGrade} times {delay} before the next one: "
                + $"no time is left in an epoch of {epoch} (main.layers-per-epoch times main.layer-duration). Set the delay below {(epoch - published) / DelaysOfGrade}, or make epochs longer";
        }

        var beacon = parameters.Beacon;
        var agreement = beacon.ProposalDuration + beacon.FirstVotingRoundDuration + ((beacon.VotingRoundDuration + beacon.WeakCoinRoundDuration) * (double)(beacon.Rounds > 0 ? beacon.Rounds - 1 : 0));
        // The only node of a network takes the beacon of its genesis id where there is none in time.
        if (beacon.Rounds > 0 && agreement > epoch && !configuration["main"].Bool("standalone"))
            yield return $"beacon: agreeing on a beacon takes {agreement}, longer than an epoch of {epoch} (main.layers-per-epoch times main.layer-duration)";
    }
}
