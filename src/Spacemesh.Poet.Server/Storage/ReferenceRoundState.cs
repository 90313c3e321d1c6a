using System.Globalization;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Poet.Server.Storage;

/// <summary>
/// The state file of a round that a reference server was working on (spec 03 §6.4): read to take such a round over, never written for our own.
/// </summary>
/// <param name="Started">When the work began, as the file says it; year 1 when it has not.</param>
/// <param name="Members">Unused by current versions.</param>
/// <param name="Statement">Salt of the work.</param>
/// <param name="ParkedNodes">Unused by current versions.</param>
/// <param name="LeafCount">Leaves at the last checkpoint.</param>
/// <param name="Proof">The proof, once finished.</param>
public sealed record ReferenceRoundState(
    string Started, IReadOnlyList<byte[]> Members, byte[] Statement, IReadOnlyList<byte[]> ParkedNodes, ulong LeafCount, PoetMerkleProof? Proof)
{
    public const string FileName = "state.bin";

    private const string ZeroTime = "0001-01-01T00:00:00Z";

    /// <summary>Whether the round was still open for registration.</summary>
    public bool IsOpen => Started == ZeroTime;

    public byte[] Encode()
    {
        var writer = new XdrWriter();
        writer.Text(Started);
        writer.U32(1);
        writer.U32(PoetParameters.SecurityParameter);
        writer.OpaqueList([.. Members.Select(member => new ReadOnlyMemory<byte>(member))]);
        writer.Opaque(Statement);
        writer.OpaqueList([.. ParkedNodes.Select(node => new ReadOnlyMemory<byte>(node))]);
        writer.U64(LeafCount);
        writer.U32(Proof is null ? 0U : 1U);
        if (Proof is { } proof)
        {
            writer.Opaque(proof.Root);
            writer.OpaqueList([.. proof.ProvenLeaves.Select(leaf => leaf.Memory)]);
            writer.OpaqueList([.. proof.ProofNodes.Select(node => node.Memory)]);
        }

        return writer.ToArray();
    }

    /// <exception cref="PoetStateException">The file is damaged or of another security parameter.</exception>
    public static ReferenceRoundState Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new XdrReader(bytes);
            string started = reader.Text();
            if (!DateTimeOffset.TryParse(started, CultureInfo.InvariantCulture, out _))
                throw new PoetStateException($"loading state: deserializing: the start time is not a time: {started}");
            uint securityParameter = reader.Pointer() ? reader.U32() : 0;
            var members = reader.OpaqueList();
            var statement = reader.Opaque();
            var parked = reader.OpaqueList();
            ulong leaves = reader.U64();
            PoetMerkleProof? proof = reader.Pointer() ? ProofRecord.ReadMerkle(ref reader) : null;
            return securityParameter == PoetParameters.SecurityParameter
                ? new ReferenceRoundState(started, members, statement, parked, leaves, proof)
                : throw new PoetStateException("SecurityParam config mismatch");
        }
        catch (XdrException exception)
        {
            throw new PoetStateException($"loading state: deserializing: {exception.Message}", exception);
        }
    }
}
