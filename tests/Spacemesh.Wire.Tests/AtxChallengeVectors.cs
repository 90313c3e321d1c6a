using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-atx-challenge")]
internal sealed class AtxChallengeVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var fields = vector.In.GetProperty("challenge");
        byte[] encoded;
        Hash32 hash;
        if (fields.TryGetProperty("Sequence", out _))
        {
            var challenge = FieldReader.Build<NIPostChallengeV1>(fields);
            (encoded, hash) = (Scale.Encode(challenge), challenge.ComputeHash());
        }
        else
        {
            var challenge = FieldReader.Build<NIPostChallengeV2>(fields);
            (encoded, hash) = (Scale.Encode(challenge), challenge.ComputeHash());
        }

        VectorCase.Equal(vector.Out.Hex("encoded"), encoded, "encoding");
        VectorCase.Equal(vector.Out.Hex("hash"), hash.ToArray(), "hash");
        using var signer = Signers.Of(vector.In);
        VectorCase.Equal(vector.Out.Hex("poet_signature"), signer.Sign(SigningDomain.Poet, hash.ToArray()).ToArray(), "signature for the PoET");
    }
}
