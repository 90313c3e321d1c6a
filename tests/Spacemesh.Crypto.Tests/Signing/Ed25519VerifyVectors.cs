using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Signing;

[VectorFile("01-ed25519-verify")]
public sealed class Ed25519VerifyVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var key = NodeId.FromBytes(vector.In.Hex("pk"));
        byte[] message = vector.In.Hex("msg");
        var signature = EdSignature.FromBytes(vector.In.Hex("sig"));
        VectorCase.Equal(vector.Out.Flag("accept"), Ed25519.Verify(key, message, signature), "accept");
        VectorCase.Equal(vector.Out.Flag("batch"), Ed25519.VerifyBatch([new(key, message, signature)]), "batch");

        // A batch of two takes the path of the combined equation.
        EdBatchEntry entry = new(key, message, signature);
        VectorCase.Equal(vector.Out.Flag("batch"), Ed25519.VerifyBatch([entry, entry]), "batch of two");
        if (vector.Out.Has("ed_verifier"))
        {
            // The message begins with prefix (20) and domain (1).
            var verifier = new EdVerifier(message.AsSpan(0, 20));
            bool accepted = verifier.Verify((SigningDomain)message[20], key, message.AsSpan(21), signature);
            VectorCase.Equal(vector.Out.Flag("ed_verifier"), accepted, "ed_verifier");
        }
    }
}
