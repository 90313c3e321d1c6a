using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Hare;
using Spacemesh.Wire.Proposals;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-mesh-objects")]
internal sealed class MeshObjectsVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("ballot"))
            CheckBallot(vector);
        else if (vector.In.Has("proposal"))
            CheckProposal(vector);
        else if (vector.In.Has("block"))
            CheckBlock(vector);
        else if (vector.In.Has("content"))
            CheckCertify(vector);
        else
            CheckCertificate(vector);
    }

    private static void CheckBallot(VectorCase vector)
    {
        var ballot = FieldReader.Build<Ballot>(vector.In.GetProperty("ballot"));
        using var signer = Signers.Of(vector.In);
        var expected = vector.Out;
        VectorCase.Equal(expected.Hex("inner_bytes"), Scale.Encode(ballot.Inner), "inner bytes");
        VectorCase.Equal(expected.Hex("msg_hash"), ballot.Inner.ComputeHash().ToArray(), "message hash");
        VectorCase.Equal(expected.Hex("ballot_id"), ballot.ComputeId().ToArray(), "ballot id");
        VectorCase.Equal(expected.Hex("signed_bytes"), ballot.SignedBytes(), "signed bytes");
        VectorCase.Equal(expected.Hex("signature"), signer.Sign(SigningDomain.Ballot, ballot.SignedBytes()).ToArray(), "signature");
        VectorCase.Equal(expected.Hex("bytes"), Scale.Encode(ballot), "bytes");
    }

    private static void CheckProposal(VectorCase vector)
    {
        var proposal = FieldReader.Build<Proposal>(vector.In.GetProperty("proposal"));
        using var signer = Signers.Of(vector.In);
        var expected = vector.Out;
        var ballot = proposal.Inner.Ballot;
        VectorCase.Equal(expected.Hex("inner_ballot_bytes"), Scale.Encode(ballot.Inner), "inner ballot");
        VectorCase.Equal(expected.Hex("ballot_msg_hash"), ballot.Inner.ComputeHash().ToArray(), "ballot message hash");
        VectorCase.Equal(expected.Hex("ballot_id"), ballot.ComputeId().ToArray(), "ballot id");
        VectorCase.Equal(expected.Hex("ballot_signed_bytes"), ballot.SignedBytes(), "signed bytes of the ballot");
        VectorCase.Equal(expected.Hex("ballot_signature"), signer.Sign(SigningDomain.Ballot, ballot.SignedBytes()).ToArray(), "signature of the ballot");
        VectorCase.Equal(expected.Hex("inner_bytes"), Scale.Encode(proposal.Inner), "inner bytes");
        VectorCase.Equal(expected.Hex("inner_hash"), proposal.Inner.ComputeHash().ToArray(), "inner hash");
        VectorCase.Equal(expected.Hex("signed_bytes"), proposal.SignedBytes(), "signed bytes");
        VectorCase.Equal(expected.Hex("proposal_id"), proposal.ComputeId().ToArray(), "proposal id");
        VectorCase.Equal(expected.Hex("signature"), signer.Sign(SigningDomain.Proposal, proposal.SignedBytes()).ToArray(), "signature");
        VectorCase.Equal(expected.Hex("bytes"), Scale.Encode(proposal), "bytes");
        VectorCase.Equal(expected.Hex("calc_proposals_hash32"), HareRules.Reference([proposal.ComputeId()]).ToArray(), "hash of the proposal alone");
    }

    private static void CheckBlock(VectorCase vector)
    {
        var block = FieldReader.Build<Block>(vector.In.GetProperty("block"));
        var id = block.ComputeId();
        VectorCase.Equal(vector.Out.Hex("bytes"), Scale.Encode(block), "bytes");
        VectorCase.Equal(vector.Out.Hex("block_id"), id.ToArray(), "block id");
        VectorCase.Equal(vector.Out.Hex("id32"), id.ToHash32().ToArray(), "padded id");
        VectorCase.Equal(FieldReader.Build<Vote>(vector.Out.GetProperty("vote")), block.ToVote(id), "vote");
    }

    private static void CheckCertify(VectorCase vector)
    {
        var content = FieldReader.Build<CertifyContent>(vector.In.GetProperty("content"));
        using var signer = Signers.Of(vector.In);
        byte[] signed = Scale.Encode(content);
        VectorCase.Equal(vector.Out.Hex("signed_bytes"), signed, "signed bytes");
        var signature = signer.Sign(SigningDomain.Hare, signed);
        VectorCase.Equal(vector.Out.Hex("signature"), signature.ToArray(), "signature");
        VectorCase.Equal(vector.Out.Hex("bytes"), Scale.Encode(new CertifyMessage(content, signature, signer.NodeId)), "bytes");
    }

    private static void CheckCertificate(VectorCase vector)
    {
        byte[] bytes = Scale.Encode(FieldReader.Build<Certificate>(vector.In.GetProperty("certificate")));
        VectorCase.Equal(vector.Out.Hex("bytes"), bytes, "bytes");
        VectorCase.Equal(vector.Out.Hex("hash"), Blake3.Hash(bytes).ToArray(), "hash");
    }
}
