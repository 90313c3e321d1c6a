using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-atx-noncanonical")]
internal sealed class AtxNoncanonicalVectors : VectorSuite
{
    // The file gives no prefix: its objects are signed for mainnet.
    private static readonly EdVerifier Verifier = new(Signers.MainnetPrefix);

    public override void Check(VectorCase vector)
    {
        byte[] blob = vector.In.Hex("blob");
        bool decoded = VersionedAtx.TryDecode(blob, (AtxVersion)vector.In.U32("version"), out var atx, out var error);
        VectorCase.True(decoded == vector.Out.Flag("ok"), $"expected ok = {vector.Out.Flag("ok")}, actual: {error}");
        if (!decoded)
            return;
        var id = atx!.ComputeId();
        VectorCase.Equal(vector.Out.Hex("id"), id.ToArray(), "id");
        VectorCase.Equal(vector.Out.Hex("reencoded"), atx.V1 is { } v1 ? Scale.Encode(v1) : Scale.Encode(atx.V2!), "re-encoding");
        VectorCase.Equal(blob, atx.Blob.ToArray(), "stored blob");
        bool valid = Verifier.Verify(SigningDomain.Atx, atx.SmesherId, atx.SignedBytes(id), atx.Signature);
        VectorCase.Equal(vector.Out.Flag("signature_valid"), valid, "signature");
    }
}
