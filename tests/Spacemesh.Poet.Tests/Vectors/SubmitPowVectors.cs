using Spacemesh.Poet.Registration;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-submit-pow")]
internal sealed class SubmitPowVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var given = vector.In;
        if (given.Has("bits"))
        {
            VectorCase.Equal(vector.Out.Flag("ok"), SubmitPow.HasLeadingZeroBits(given.Hex("data"), given.U32("bits")), "leading zero bits");
            return;
        }

        byte[] challenge = given.Hex("pow_challenge"), nodeId = given.Hex("node_id"), registered = given.Hex("challenge");
        if (given.Has("nonce"))
        {
            VectorCase.Equal(vector.Out.Hex("hash"), SubmitPow.Hash(challenge, nodeId, registered, given.U64("nonce")), "hash");
            return;
        }

        ulong nonce = SubmitPow.Find(challenge, nodeId, registered, given.U32("difficulty"), CancellationToken.None);
        VectorCase.Equal(vector.Out.U64("nonce"), nonce, "nonce");
        VectorCase.Equal(vector.Out.Hex("hash"), SubmitPow.Hash(challenge, nodeId, registered, nonce), "hash");
        VectorCase.True(SubmitPow.IsValid(challenge, nodeId, registered, nonce, given.U32("difficulty")), "the nonce found is not valid");
        if (vector.Out.Has("hash_before"))
            VectorCase.Equal(vector.Out.Hex("hash_before"), SubmitPow.Hash(challenge, nodeId, registered, nonce - 1), "hash before");
    }
}
