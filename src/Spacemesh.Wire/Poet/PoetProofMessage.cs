using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Poet;

/// <summary>A PoET proof with its round and the root over its members (spec 01 §7.5).</summary>
public sealed record PoetProofMessage(
    PoetProof Proof,
    ScaleBytes PoetServiceId,
    ScaleText RoundId,
    Hash32 Statement,
    EdSignature Signature) : IScaleType<PoetProofMessage>
{
    public const int MaxPoetServiceIdLength = 32;

    public const int MaxRoundIdLength = 32;

    public static int MinSize => 102;

    public static PoetProofMessage Read(ref ScaleReader reader) => new(
        reader.Struct<PoetProof>("PoetProof"),
        reader.Bytes(MaxPoetServiceIdLength, "PoetServiceID"),
        reader.Text(MaxRoundIdLength, "RoundID"),
        reader.FixedBytes<Hash32>("Statement"),
        reader.FixedBytes<EdSignature>("Signature"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Struct(Proof);
        writer.Bytes(PoetServiceId, MaxPoetServiceIdLength);
        writer.Text(RoundId, MaxRoundIdLength);
        writer.FixedBytes(Statement);
        writer.FixedBytes(Signature);
    }

    /// <summary>The reference of the inner proof (spec 01 §2.4).</summary>
    public PoetProofRef ComputeRef() => Proof.ComputeRef();
}
