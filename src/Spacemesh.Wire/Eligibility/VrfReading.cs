using System.Buffers.Binary;
using Spacemesh.Primitives;
using Spacemesh.Wire.Beacons;

namespace Spacemesh.Wire.Eligibility;

/// <summary>How the bytes of a VRF proof become numbers; the VRF output β is never used (spec 01 §4.5). Order and coin bit: <c>VrfOrder</c>.</summary>
public static class VrfReading
{
    /// <summary>Fraction bits of <see cref="Fraction56"/>.</summary>
    public const int FractionBits = 56;

    /// <summary>Hare and certification: the fraction of a fixed-point number with 56 fraction bits.</summary>
    public static ulong Fraction56(this VrfSignature proof) => First8(in proof) & ((1UL << FractionBits) - 1);

    /// <summary>Ballots: the eligible layer, counted from the first one of the epoch.</summary>
    public static uint LayerOffset(this VrfSignature proof, uint layersPerEpoch) => (uint)(First8(in proof) % layersPerEpoch);

    /// <summary>Beacon: the proposal that this proof makes.</summary>
    public static BeaconProposal ToBeaconProposal(this VrfSignature proof) => new(new Bytes4(VrfSignature.Span(in proof)[..Bytes4.Length]));

    /// <summary>Hare 4: the short id of the proposal whose first eligibility has this proof.</summary>
    public static CompactProposalId ToCompactProposalId(this VrfSignature proof) => new(new Bytes4(VrfSignature.Span(in proof)[..Bytes4.Length]));

    /// <summary>Beacon proposals: whether the proof as a big-endian integer is below <paramref name="threshold"/>.</summary>
    public static bool IsBelowBigEndian(this VrfSignature proof, VrfSignature threshold) => proof.CompareTo(threshold) < 0;

    private static ulong First8(in VrfSignature proof) => BinaryPrimitives.ReadUInt64LittleEndian(VrfSignature.Span(in proof));
}
