using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-atx-v1")]
internal sealed class AtxV1Vectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        byte[] blob = vector.Out.Hex("blob");
        var atx = Scale.Decode<ActivationTxV1>(blob);
        VectorCase.Equal(FieldReader.Build<ActivationTxV1>(vector.In.GetProperty("atx")), atx, "decoded blob");
        var expected = vector.Out;
        VectorCase.Equal(expected.Hex("challenge_bytes"), Scale.Encode(atx.Inner.Challenge), "challenge");
        VectorCase.Equal(expected.Hex("challenge_hash"), atx.Inner.Challenge.ComputeHash().ToArray(), "challenge hash");
        VectorCase.Equal(expected.Hex("inner_bytes"), Scale.Encode(atx.Inner), "inner bytes");
        VectorCase.Equal(expected.Hex("id"), atx.ComputeId().ToArray(), "id");
        VectorCase.Equal(expected.Hex("signed_bytes"), atx.SignedBytes(), "signed bytes");
        using var signer = Signers.Of(vector.In, "signer_seed");
        VectorCase.Equal(expected.Hex("smesher"), signer.NodeId.ToArray(), "smesher");
        VectorCase.Equal(expected.Hex("signature"), signer.Sign(SigningDomain.Atx, atx.SignedBytes()).ToArray(), "signature");
        VectorCase.Equal(blob, Scale.Encode(atx), "blob");
        VectorCase.Equal(expected.I32("blob_length"), blob.Length, "length of the blob");
        VectorCase.Equal(expected.Hex("blob_hash"), Blake3.Hash(blob).ToArray(), "hash of the blob");
    }
}
