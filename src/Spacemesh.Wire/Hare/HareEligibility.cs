using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Hare;

/// <summary>VRF proof of a committee member and the votes it carries (spec 01 §7.9).</summary>
public readonly record struct HareEligibility(VrfSignature Proof, ushort Count) : IScaleType<HareEligibility>
{
    public static int MinSize => 81;

    public static HareEligibility Read(ref ScaleReader reader) => new(reader.FixedBytes<VrfSignature>("Proof"), reader.C16("Count"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(Proof);
        writer.C16(Count);
    }
}
