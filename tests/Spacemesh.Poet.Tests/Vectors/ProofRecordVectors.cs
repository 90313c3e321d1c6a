using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Poet.Server.Storage;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-proof-record")]
internal sealed class ProofRecordVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var given = vector.In;
        var merkle = new PoetMerkleProof(given.Hex("root"), Nodes(given, "proven_leaves"), Nodes(given, "proof_nodes"));
        var record = new ProofRecord(
            new PoetProof(merkle, given.U64("leaves")),
            [.. given.GetProperty("members").EnumerateArray().Select(member => new ReadOnlyMemory<byte>(member.Hex()))],
            given.Hex("service_pubkey"),
            given.Text("round_id"));
        var encoded = record.Encode();
        VectorCase.Equal(vector.Out.Hex("record"), encoded, "record");
        var decoded = ProofRecord.Decode(encoded);
        VectorCase.Equal(record.Proof, decoded.Proof, "decoded proof");
        VectorCase.Equal(encoded, decoded.Encode(), "encoded again");
        for (int length = 0; length < encoded.Length; length++)
        {
            try
            {
                ProofRecord.Decode(encoded.AsSpan(0, length));
            }
            catch (XdrException)
            {
                continue;
            }

            throw new VectorMismatchException($"the first {length} of {encoded.Length} bytes were taken for a record");
        }
    }

    private static ScaleList<ScaleBytes> Nodes(JsonElement given, string property) =>
        [.. given.GetProperty(property).EnumerateArray().Select(node => new ScaleBytes(node.Hex()))];
}
