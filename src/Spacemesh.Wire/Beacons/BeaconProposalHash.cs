using System.Runtime.InteropServices;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Beacons;

/// <summary>From the agreed proposals to the beacon (spec 01 §2.4).</summary>
public static class BeaconProposalHash
{
    /// <summary>H over the proposals in ascending order.</summary>
    public static Hash32 Compute(IEnumerable<BeaconProposal> proposals)
    {
        BeaconProposal[] sorted = [.. proposals.Order()];
        return Blake3.Hash(MemoryMarshal.AsBytes(sorted.AsSpan()));
    }

    /// <summary>The beacon: the first bytes of <see cref="Compute"/>.</summary>
    public static Beacon ToBeacon(Hash32 hash) => new(new Bytes4(Hash32.Span(in hash)[..Bytes4.Length]));
}
