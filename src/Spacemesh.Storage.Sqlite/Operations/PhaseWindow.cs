using Spacemesh.Primitives;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>
/// When to switch from one PoET phase to another: after the old round has ended (and its ATX is published), before the next round of
/// the new phase begins.
/// </summary>
/// <param name="Epoch">Epoch in which the old round ends.</param>
/// <param name="Opens">End of the old phase's round.</param>
/// <param name="Closes">Begin of the new phase's round.</param>
/// <param name="MissesEpoch">
/// Whether the new round only begins in the next epoch: then no ATX can be published in that one, and one epoch of rewards is lost.
/// </param>
public sealed record PhaseWindow(EpochId Epoch, DateTimeOffset Opens, DateTimeOffset Closes, bool MissesEpoch)
{
    /// <summary>The window that is open at a time, or the next one.</summary>
    public static PhaseWindow At(DateTimeOffset now, NetworkParameters network, PoetPhase old, PoetPhase next)
    {
        var epoch = network.EpochDuration;
        if (old.Shift < TimeSpan.Zero || old.Gap <= TimeSpan.Zero || old.Gap >= epoch || old.Shift >= epoch)
            throw new InvalidOptionException("poet.phase-shift, poet.cycle-gap", $"of the old phase must lie between zero and the epoch of {epoch}");
        if (next.Shift < TimeSpan.Zero || next.Gap <= TimeSpan.Zero || next.Gap >= epoch || next.Shift >= epoch)
            throw new InvalidOptionException("poet.phase-shift, poet.cycle-gap", $"of the new phase must lie between zero and the epoch of {epoch}");
        uint current = network.EpochAt(now).Value;
        for (uint candidate = current == 0 ? 0 : current - 1; ; candidate++)
        {
            var begin = network.GenesisTime + (epoch * candidate);
            var opens = begin + old.Shift - old.Gap;
            bool misses = begin + next.Shift <= opens;
            var closes = begin + next.Shift + (misses ? epoch : TimeSpan.Zero);
            if (closes > now)
                return new PhaseWindow(network.EpochOf(network.LayerAt(opens)), opens, closes, misses);
        }
    }
}
