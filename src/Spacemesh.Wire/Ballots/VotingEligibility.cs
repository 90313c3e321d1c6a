using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Ballots;

/// <summary>Proof of one slot: counter and VRF (spec 01 §7.6).</summary>
public readonly record struct VotingEligibility(uint J, VrfSignature Sig) : IScaleType<VotingEligibility>
{
    public static int MinSize => 81;

    public static VotingEligibility Read(ref ScaleReader reader) => new(reader.C32("J"), reader.FixedBytes<VrfSignature>("Sig"));

    public void Write(ref ScaleWriter writer)
    {
        writer.C32(J);
        writer.FixedBytes(Sig);
    }
}
