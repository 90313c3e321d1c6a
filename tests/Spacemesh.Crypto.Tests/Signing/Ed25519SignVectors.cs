using Spacemesh.Crypto.Signing;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Signing;

[VectorFile("01-ed25519-sign")]
public sealed class Ed25519SignVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        byte[] prefix = vector.In.Hex("prefix");
        byte[] message = vector.In.Hex("m");
        var domain = (SigningDomain)checked((byte)vector.In.U32("domain"));
        byte[] privateKey = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(vector.In.Hex("seed"), privateKey);
        VectorCase.Equal(vector.Out.Hex("private_key").AsSpan(), privateKey, "private_key");

        using var signer = new EdSigner(privateKey, prefix);
        VectorCase.Equal(vector.Out.Text("node_id"), signer.NodeId.ToString(), "node_id");
        var signature = signer.Sign(domain, message);
        VectorCase.Equal(vector.Out.Text("signature"), signature.ToString(), "signature");

        byte[] signed = vector.Out.Hex("signed");
        VectorCase.Equal(signed.AsSpan(), [.. prefix, (byte)domain, .. message], "signed");
        VectorCase.Equal(signature, Ed25519.Sign(privateKey, signed), "signature of the complete message");
        VectorCase.True(Ed25519.Verify(signer.NodeId, signed, signature), "raw verification");

        var verifier = new EdVerifier(prefix);
        VectorCase.Equal(vector.Out.Flag("verify_same"), verifier.Verify(domain, signer.NodeId, message, signature), "verify_same");
        bool other = verifier.Verify((SigningDomain)(byte)(domain + 1), signer.NodeId, message, signature);
        VectorCase.Equal(vector.Out.Flag("verify_other_domain"), other, "verify_other_domain");
        bool bare = new EdVerifier([]).Verify(domain, signer.NodeId, message, signature);
        VectorCase.Equal(vector.Out.Flag("verify_no_prefix"), bare, "verify_no_prefix");
    }
}
