namespace Spacemesh.Poet.Server.Registration;

/// <summary>Limits of a round's registrations.</summary>
/// <param name="MaxMembers">Members of a round.</param>
/// <param name="MaxBatch">Registrations written at once.</param>
/// <param name="FlushAfter">How long the first of a batch waits at most; 100 ms by default.</param>
/// <param name="MaxPending">Registrations that may wait for the disk; more are refused for now.</param>
/// <param name="SyncToDisk">Whether a confirmed registration survives a power failure; off only for simulations.</param>
public sealed record RoundMembersOptions(
    ulong MaxMembers = 1UL << 32, int MaxBatch = 1000, TimeSpan? FlushAfter = null, int MaxPending = 10_000, bool SyncToDisk = true)
{
    public TimeSpan FlushInterval => FlushAfter ?? TimeSpan.FromMilliseconds(100);
}
