using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Beacons.Tests;

/// <summary>A machine whose checks are made on the spot.</summary>
internal static class MachineExtensions
{
    public static Verdict Deliver(this BeaconMachine machine, GenesisId genesis, BeaconTopic topic, ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        var receipt = machine.Receive(topic, bytes, now);
        return receipt.Pending is { } pending ? machine.Complete(pending, pending.IsAuthentic(new BeaconChecks(new EdVerifier(genesis)))) : receipt.Verdict;
    }

    /// <summary>The messages that came early for the running round: the smallest that holds.</summary>
    public static void Drain(this BeaconMachine machine, GenesisId genesis, BeaconStep step)
    {
        if (step.Duty is not WeakCoinDuty duty)
            return;
        foreach (var pending in duty.Early)
        {
            if (machine.Complete(pending, pending.IsAuthentic(new BeaconChecks(new EdVerifier(genesis)))).IsAccept)
                break;
        }
    }
}
