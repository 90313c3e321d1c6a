using Spacemesh.Primitives;

namespace Spacemesh.Beacons;

/// <summary>What became of a message at first sight.</summary>
/// <param name="Verdict">Final, unless <paramref name="Pending"/> is there.</param>
/// <param name="Pending">The check that decides; its answer goes to <see cref="BeaconMachine.Complete"/>.</param>
public readonly record struct BeaconReceipt(Verdict Verdict, PendingBeaconMessage? Pending)
{
    internal static BeaconReceipt Of(Verdict verdict) => new(verdict, null);

    internal static BeaconReceipt Wait(PendingBeaconMessage pending) => new(Verdict.Ignore("not checked"), pending);
}
