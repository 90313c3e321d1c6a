using System.Text.Json;
using Spacemesh.Ports.Network;
using Spacemesh.Post;
using Spacemesh.Primitives;
using Spacemesh.Services.Activation.Tests.Support;
using Spacemesh.Storage.Memory;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Services.Activation.Tests.Vectors;

/// <summary>Fetched PoET proofs through the intake, and their facts (spec 03 §14.4). Rows and rounds are the stores' own tests.</summary>
[VectorFile("03-proof-store")]
internal sealed class ProofStoreVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        using var database = new MemoryStateDatabase();
        var node = new ActivationNode(GoldenFiles.V1.Network.Parameters, database, new PostConfig(), 1, new NodeSettings());
        var results = vector.Out.GetProperty("results").EnumerateArray().ToList();
        int index = 0;
        foreach (var step in vector.In.GetProperty("steps").EnumerateArray())
        {
            var expected = results[index++];
            switch (step.Text("do"))
            {
                case "fetched":
                    CheckFetched(node, step, expected, index);
                    break;
                case "by ref":
                    CheckFacts(node, step, expected, index);
                    break;
            }
        }
    }

    private static void CheckFetched(ActivationNode node, JsonElement step, JsonElement expected, int index)
    {
        var received = new ReceivedObject(Hash32.FromBytes(step.Hex("expected")), ActivationNode.Peer, step.Hex("data"));
        var verdict = node.Poets.ReceiveAsync(received, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        // The reference's crash over a short service id comes after the row is written; it must not be copied.
        bool crashes = expected.Has("error") && expected.Text("error").Contains("crashes", StringComparison.Ordinal);
        VectorCase.Equal(expected.Flag("ok") || crashes, verdict.IsAccept, $"step {index}: accepted ({verdict})");
        VectorCase.True(!verdict.IsReject, $"step {index}: a peer is punished: {verdict}");
    }

    private static void CheckFacts(ActivationNode node, JsonElement step, JsonElement expected, int index)
    {
        var facts = node.Poets.Find(PoetProofRef.FromBytes(step.Hex("ref")));
        VectorCase.Equal(expected.Flag("ok"), facts is not null, $"step {index}: found");
        if (facts is not { } found)
            return;
        VectorCase.Equal(expected.U64("leaf_count"), found.LeafCount, $"step {index}: leaf count");
        VectorCase.Equal(expected.Text("statement"), found.Statement.ToHex(), $"step {index}: statement");
    }
}
