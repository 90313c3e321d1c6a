using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Signing;

[VectorFile("01-ed25519-small-order-matrix")]
public sealed class Ed25519SmallOrderMatrixVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var key = NodeId.FromBytes(vector.In.Hex("A"));
        byte[] message = vector.In.Hex("msg");
        byte[] s = vector.In.Hex("S");
        var signatures = vector.In.GetProperty("R").EnumerateArray().Select(r => EdSignature.FromBytes([.. r.Hex(), .. s])).ToArray();
        string accept = string.Concat(signatures.Select(signature => Ed25519.Verify(key, message, signature) ? '1' : '0'));
        string batch = string.Concat(signatures.Select(signature => Ed25519.VerifyBatch([new(key, message, signature)]) ? '1' : '0'));
        VectorCase.Equal(vector.Out.Text("accept"), accept, "accept");
        VectorCase.Equal(vector.Out.Text("batch"), batch, "batch");
    }
}
