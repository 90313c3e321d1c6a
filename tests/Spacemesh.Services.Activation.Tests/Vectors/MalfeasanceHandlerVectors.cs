using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Malfeasance;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Services.Activation.Tests.Support;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Services.Activation.Tests.Vectors;

/// <summary>One malfeasance proof into a node: verdict, rows, what the law was told, and how APIs show it (spec 04 §12).</summary>
internal abstract class MalfeasanceHandlerVectors : VectorSuite
{
    private GoldenNetwork _network = null!;

    public override void Open(VectorFile file) => _network = new GoldenNetwork(file.Common);

    public override void Check(VectorCase vector)
    {
        using var folder = new TestFolder();
        using var database = folder.Open(_network.Parameters.GenesisId);
        _network.StorePoets(database, new HashSet<string>(StringComparer.Ordinal), null);
        var node = new ActivationNode(_network.Parameters, database, _network.PostConfig(), _network.TickSize, new NodeSettings { Seed = _network.LocalPeerId });
        if (vector.In.Has("prior"))
            _network.StorePrior(node, vector.In.GetProperty("prior"));
        node.EnterEpoch(1000);
        var times = new HashSet<long> { GoldenNetwork.NowOf(node) };
        var before = StateRows.Read(database, times);

        byte[] message = vector.In.Hex("message");
        var received = vector.In.Text("via") switch
        {
            "gossip" => new ReceivedObject(null, ActivationNode.Peer, message),
            "self" => new ReceivedObject(null, default, message),
            "sync" => new ReceivedObject(Hash32.FromBytes(vector.In.Hex("expected_node_id")), ActivationNode.Peer, message),
            var via => throw new VectorMismatchException($"unknown source {via}"),
        };
        var verdict = node.Proofs.ReceiveAsync(received, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        VectorCase.True(
            string.Equals(vector.Out.Text("outcome"), verdict.Kind.ToString(), StringComparison.OrdinalIgnoreCase),
            $"outcome: expected {vector.Out.Text("outcome")} ({(vector.Out.Has("log") ? vector.Out.Text("log") : "")}), actual {verdict}");
        string? difference = StateRows.Difference(vector.Out.GetProperty("rows"), before, StateRows.Read(database, times));
        VectorCase.True(difference is null, difference ?? "");
        VectorCase.Equal(
            string.Join('\n', List(vector.Out, "tortoise").Select(call => $"malicious {call.Text("on_malfeasance")}")), string.Join('\n', node.Observer.Calls), "told to the law");
        VectorCase.Equal(
            string.Join('\n', List(vector.Out, "cache_malicious").Select(identity => identity.GetString()).Order(StringComparer.Ordinal)),
            string.Join('\n', node.Cache.MaliciousIdentities().Select(identity => identity.ToHex())),
            "malicious in the cache");
        CheckText(vector.Out, received, message);
    }

    private static void CheckText(JsonElement expected, ReceivedObject received, byte[] message)
    {
        if (!expected.Has("api_properties") && !expected.Has("debug_text"))
            return;
        var proof = received.IsFetched ? Scale.Decode<MalfeasanceProof>(message) : Scale.Decode<MalfeasanceGossip>(message).MalfeasanceProof;
        if (expected.Has("debug_text"))
            VectorCase.Equal(expected.Text("debug_text"), ProofText.DebugInfo(proof), "debug text");
        if (expected.Has("api_properties"))
        {
            VectorCase.Equal(
                string.Join('\n', expected.GetProperty("api_properties").EnumerateObject().Select(property => $"{property.Name}={property.Value.GetString()}").Order(StringComparer.Ordinal)),
                string.Join('\n', ProofText.Properties(proof).Select(property => $"{property.Key}={property.Value}").Order(StringComparer.Ordinal)),
                "properties");
        }

        if (expected.Has("validate") && expected.GetProperty("validate").Flag("ok"))
            VectorCase.Equal(expected.GetProperty("validate").Text("node_id"), ProofText.Accused(proof).ToHex(), "accused");
    }

    private static IEnumerable<JsonElement> List(JsonElement element, string property) => element.Has(property) ? element.GetProperty(property).EnumerateArray() : [];
}
