using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Blocks;

/// <summary>Enough certifications of one block (spec 01 §7.7).</summary>
public sealed record Certificate(BlockId BlockId, ScaleList<CertifyMessage> Signatures) : IScaleType<Certificate>
{
    public const int MaxSignatures = 1000;

    public static int MinSize => 21;

    public static Certificate Read(ref ScaleReader reader) => new(
        reader.FixedBytes<BlockId>("BlockID"),
        reader.List<CertifyMessage>(MaxSignatures, "Signatures"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(BlockId);
        writer.List(Signatures, MaxSignatures);
    }
}
