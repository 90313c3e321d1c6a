using Spacemesh.Codec;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Poet.Server.Storage;

/// <summary>A finished round as it is served and stored, in the reference's layout (spec 03 §6.4).</summary>
/// <param name="Proof">The proof of work; empty in registration-only mode.</param>
/// <param name="Members">Challenges in the round's order.</param>
/// <param name="ServiceKey">Public key of this service.</param>
/// <param name="RoundId">Decimal number of the round.</param>
public sealed record ProofRecord(PoetProof Proof, IReadOnlyList<ReadOnlyMemory<byte>> Members, byte[] ServiceKey, string RoundId)
{
    public byte[] Encode()
    {
        var writer = new XdrWriter();
        writer.Opaque(Proof.MerkleProof.Root);
        writer.OpaqueList([.. Proof.MerkleProof.ProvenLeaves.Select(leaf => leaf.Memory)]);
        writer.OpaqueList([.. Proof.MerkleProof.ProofNodes.Select(node => node.Memory)]);
        writer.OpaqueList([.. Members]);
        writer.U64(Proof.LeafCount);
        writer.Opaque(ServiceKey);
        writer.Text(RoundId);
        return writer.ToArray();
    }

    /// <exception cref="XdrException">The bytes are not a record.</exception>
    public static ProofRecord Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new XdrReader(bytes);
        var merkle = ReadMerkle(ref reader);
        var members = reader.OpaqueList();
        ulong leaves = reader.U64();
        var key = reader.Opaque();
        return new ProofRecord(new PoetProof(merkle, leaves), [.. members.Select(member => new ReadOnlyMemory<byte>(member))], key, reader.Text());
    }

    internal static PoetMerkleProof ReadMerkle(ref XdrReader reader)
    {
        var root = reader.Opaque();
        var leaves = reader.OpaqueList();
        var nodes = reader.OpaqueList();
        return new PoetMerkleProof(root, [.. leaves.Select(leaf => new ScaleBytes(leaf))], [.. nodes.Select(node => new ScaleBytes(node))]);
    }
}
