using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Blocks;

/// <summary>What a committee member certifies; signed in the HARE domain without hashing (spec 01 §3.3, §7.7).</summary>
public readonly record struct CertifyContent(LayerId LayerId, BlockId BlockId, ushort EligibilityCnt, VrfSignature Proof) : IScaleType<CertifyContent>
{
    public static int MinSize => 102;

    public static CertifyContent Read(ref ScaleReader reader) => new(
        reader.Layer("LayerID"),
        reader.FixedBytes<BlockId>("BlockID"),
        reader.C16("EligibilityCnt"),
        reader.FixedBytes<VrfSignature>("Proof"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Layer(LayerId);
        writer.FixedBytes(BlockId);
        writer.C16(EligibilityCnt);
        writer.FixedBytes(Proof);
    }
}
