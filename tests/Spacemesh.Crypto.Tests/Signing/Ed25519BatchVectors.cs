using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Signing;

[VectorFile("01-ed25519-batch")]
public sealed class Ed25519BatchVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        byte[] message = vector.In.Hex("msg");
        var entries = vector.In.GetProperty("entries").EnumerateArray()
            .Select(entry => new EdBatchEntry(NodeId.FromBytes(entry.Hex("pk")), message, EdSignature.FromBytes(entry.Hex("sig"))))
            .ToArray();
        VectorCase.Equal(vector.Out.Flag("all"), Ed25519.VerifyBatch(entries), "all");
        var single = vector.Out.GetProperty("single").EnumerateArray().Select(value => value.GetBoolean()).ToArray();
        var each = vector.Out.GetProperty("each").EnumerateArray().Select(value => value.GetBoolean()).ToArray();
        VectorCase.Equal(entries.Length, single.Length, "count of single verdicts");
        for (int i = 0; i < entries.Length; i++)
        {
            bool accepted = Ed25519.Verify(entries[i].PublicKey, message, entries[i].Signature);
            VectorCase.Equal(single[i], accepted, $"single {i}");
            VectorCase.Equal(each[i], accepted, $"each {i}");
        }
    }
}
