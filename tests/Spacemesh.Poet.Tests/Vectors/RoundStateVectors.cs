using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Poet.Server.Storage;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-round-state")]
internal sealed class RoundStateVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("file"))
            CheckLoading(vector);
        else
            CheckEncoding(vector);
    }

    private static void CheckLoading(VectorCase vector)
    {
        try
        {
            ReferenceRoundState.Decode(vector.In.Hex("file"));
        }
        catch (PoetStateException exception)
        {
            VectorCase.Equal(vector.Out.Flag("ok"), false, exception.Message);
            VectorCase.Equal(vector.Out.Text("error"), exception.Message, "text");
            return;
        }

        VectorCase.Equal(vector.Out.Flag("ok"), true, "loading");
    }

    private static void CheckEncoding(VectorCase vector)
    {
        var given = vector.In;
        PoetMerkleProof? proof = null;
        if (given.Has("nip"))
        {
            var nip = given.GetProperty("nip");
            proof = new PoetMerkleProof(nip.Hex("root"), [.. Bytes(nip, "proven_leaves").Select(leaf => new ScaleBytes(leaf))], [.. Bytes(nip, "proof_nodes").Select(node => new ScaleBytes(node))]);
        }

        VectorCase.Equal(150, given.I32("security_param"), "security parameter");
        var state = new ReferenceRoundState(given.Text("started"), Bytes(given, "members"), given.Hex("statement"), Bytes(given, "parked"), given.U64("leaves"), proof);
        var encoded = state.Encode();
        VectorCase.Equal(vector.Out.Hex("file"), encoded, "file");
        VectorCase.Equal(encoded, ReferenceRoundState.Decode(encoded).Encode(), "read and written again");
    }

    private static byte[][] Bytes(JsonElement given, string property) => [.. given.GetProperty(property).EnumerateArray().Select(item => item.Hex())];
}
