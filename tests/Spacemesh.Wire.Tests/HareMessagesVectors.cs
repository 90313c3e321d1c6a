using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-hare-messages")]
internal sealed class HareMessagesVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.U32("version") == 3)
            CheckHare3(vector);
        else
            CheckHare4(vector);
    }

    private static void CheckHare3(VectorCase vector)
    {
        var body = FieldReader.Build<Hare3Body>(vector.In.GetProperty("body"));
        VectorCase.Equal(vector.Out.Hex("body_bytes"), Scale.Encode(body), "body");
        var signature = CheckSigned(vector, body.IterRound, body.ComputeHash(), body.ToMetadata(), out var sender);
        var message = new Hare3Message(body, sender, signature);
        VectorCase.Equal(vector.Out.Hex("bytes"), Scale.Encode(message), "message");
        VectorCase.Equal(vector.Out.Text("validate"), HareRules.Fault(body.IterRound.Round, body.Value.Reference) ?? "ok", "structure");
    }

    private static void CheckHare4(VectorCase vector)
    {
        var body = FieldReader.Build<Hare4Body>(vector.In.GetProperty("body"));
        VectorCase.Equal(vector.Out.Hex("signed_body_bytes"), Scale.Encode(body), "signed body");
        var signature = CheckSigned(vector, body.IterRound, body.ComputeHash(), body.ToMetadata(), out var sender);
        var wire = body;
        if (vector.In.Has("compact"))
        {
            wire = body.ToCompact(vector.In.GetProperty("compact").EnumerateArray()
                .Select(id => CompactProposalId.FromBytes(id.Hex())).ToScaleList());
            VectorCase.Equal(vector.Out.Hex("wire_body_bytes"), Scale.Encode(wire), "wire body");
            VectorCase.Equal(vector.Out.Hex("wire_body_hash"), wire.ComputeHash().ToArray(), "hash of the wire body");
            VectorCase.Equal(body, wire.ToFull(body.Value.Proposals), "signed body rebuilt");
        }

        var message = new Hare4Message(wire, sender, signature);
        string bytes = vector.Out.Has("wire_bytes") ? "wire_bytes" : "bytes";
        VectorCase.Equal(vector.Out.Hex(bytes), Scale.Encode(message), "message");
        VectorCase.Equal(vector.Out.Text("validate"), HareRules.Fault(body.IterRound.Round, body.Value.Reference) ?? "ok", "structure");
    }

    private static EdSignature CheckSigned(VectorCase vector, IterRound round, Hash32 hash, HareMetadata metadata, out NodeId sender)
    {
        VectorCase.Equal(vector.Out.U32("absolute_round"), round.Absolute, "absolute round");
        VectorCase.Equal(vector.Out.Hex("msg_hash"), hash.ToArray(), "message hash");
        VectorCase.Equal(vector.Out.Hex("metadata"), Scale.Encode(metadata), "metadata");
        using var signer = Signers.Of(vector.In);
        sender = signer.NodeId;
        var signature = signer.Sign(SigningDomain.Hare, Scale.Encode(metadata));
        VectorCase.Equal(vector.Out.Hex("signature"), signature.ToArray(), "signature");
        return signature;
    }
}
