using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Malfeasance;

/// <summary>Proof that an identity married twice (spec 01 §7.12).</summary>
public sealed record ProofDoubleMarry(NodeId NodeId, ScalePair<MarryProof> Proofs) : IScaleType<ProofDoubleMarry>
{
    public static int MinSize => 550;

    public static ProofDoubleMarry Read(ref ScaleReader reader) => new(
        reader.FixedBytes<NodeId>("NodeID"),
        reader.Struct<ScalePair<MarryProof>>("Proofs"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(NodeId);
        writer.Struct(Proofs);
    }
}
