using Spacemesh.Primitives;

namespace Spacemesh.Beacons;

/// <summary>Ballots behind one beacon.</summary>
public sealed class BeaconSupport
{
    private readonly HashSet<BallotId> _ballots = [];

    public Fixed Weight { get; private set; } = Fixed.Zero;

    public ulong Eligibilities { get; private set; }

    internal void Add(BallotId ballot, Fixed weightPerSlot, int proofs)
    {
        if (!_ballots.Add(ballot))
            return;
        Weight += weightPerSlot * Fixed.FromInteger(proofs);
        Eligibilities += (ulong)proofs;
    }
}
