using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-malfeasance")]
internal sealed class MalfeasanceVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var proof = FieldReader.Build<MalfeasanceProof>(vector.In.GetProperty("proof"));
        byte[] bytes = Scale.Encode(proof);
        VectorCase.Equal(vector.Out.Hex("bytes"), bytes, "bytes");
        VectorCase.Equal(vector.Out.Hex("hash"), Blake3.Hash(bytes).ToArray(), "hash");
        VectorCase.Equal(vector.Out.Hex("gossip"), Scale.Encode(new MalfeasanceGossip(proof, null)), "gossip");
        byte[] withEligibility = vector.Out.Hex("gossip_with_eligibility");
        var gossip = Scale.Decode<MalfeasanceGossip>(withEligibility);
        VectorCase.Equal(proof, gossip.MalfeasanceProof, "proof in the gossip with eligibility");
        VectorCase.True(gossip.Eligibility is not null, "the eligibility was not read");
        VectorCase.Equal(withEligibility, Scale.Encode(gossip), "gossip with eligibility");

        using var signer = Signers.Of(vector.In);
        var verifier = new EdVerifier(vector.In.Hex("prefix"));
        var expected = vector.Out.GetProperty("signed");
        var signed = Signed(proof.Data).ToArray();
        VectorCase.Equal(expected.GetArrayLength(), signed.Length, "number of signed messages");
        for (int i = 0; i < signed.Length; i++)
        {
            var (domain, message, smesher, signature) = signed[i];
            VectorCase.Equal(expected[i].Hex(), message, $"signed bytes {i}");
            VectorCase.Equal(signer.NodeId, smesher, $"signer {i}");
            VectorCase.True(verifier.Verify(domain, in smesher, message, in signature), $"signature {i} is refused");
        }
    }

    private static IEnumerable<(SigningDomain Domain, byte[] Message, NodeId Smesher, EdSignature Signature)> Signed(MalfeasanceProofData data) => data switch
    {
        MultipleAtxsProof p => Both(p.Messages, m => (SigningDomain.Atx, Scale.Encode(m.InnerMsg), m.SmesherId, m.Signature)),
        MultipleBallotsProof p => Both(p.Messages, m => (SigningDomain.Ballot, Scale.Encode(m.InnerMsg), m.SmesherId, m.Signature)),
        HareEquivocationProof p => Both(p.Messages, m => (SigningDomain.Hare, Scale.Encode(m.InnerMsg), m.SmesherId, m.Signature)),
        InvalidPostIndexProof p => [(SigningDomain.Atx, p.Atx.SignedBytes(), p.Atx.SmesherId, p.Atx.Signature)],
        InvalidPrevAtxProof p =>
        [
            (SigningDomain.Atx, p.Atx1.SignedBytes(), p.Atx1.SmesherId, p.Atx1.Signature),
            (SigningDomain.Atx, p.Atx2.SignedBytes(), p.Atx2.SmesherId, p.Atx2.Signature),
        ],
        _ => throw new VectorMismatchException($"unknown evidence {data}"),
    };

    private static IEnumerable<TResult> Both<T, TResult>(ScalePair<T> pair, Func<T, TResult> select)
        where T : IScaleType<T> => [select(pair.First), select(pair.Second)];
}
