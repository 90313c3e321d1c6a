using System.Text.Json;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Hare.Tests;

/// <summary>Whole sessions of several nodes with real keys: each node relives its events and must publish, answer and decide the same.</summary>
internal abstract class SessionVectors(HareFormat format) : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        using var session = new GivenSession(vector, format);
        var nodes = vector.In.GetProperty("nodes").EnumerateArray().Select(node => new GivenNode(session, node)).ToList();
        var events = vector.Out.GetProperty("events_per_node").EnumerateArray().ToList();
        foreach (var (node, own) in nodes.Zip(events))
        {
            foreach (var step in own.EnumerateArray())
                node.Relive(step);
        }

        var rows = vector.Out.GetProperty("malfeasance_rows_per_node").EnumerateArray();
        foreach (var (node, expected) in nodes.Zip(rows))
        {
            string given = expected.ValueKind == JsonValueKind.Null
                ? ""
                : string.Join(';', expected.EnumerateArray().Select(row => $"{row.Text("node_id")} {row.Text("proof")}").Order(StringComparer.Ordinal));
            VectorCase.Equal(given, string.Join(';', node.Proofs.Order(StringComparer.Ordinal)), $"{node.Name}: malfeasance");
        }

        // Whoever delivered a message serves the list that the receiver got.
        foreach (var exchange in events.SelectMany(own => own.EnumerateArray()).Where(step => step.Has("full_exchange")).SelectMany(step => step.GetProperty("full_exchange").EnumerateArray()))
        {
            if (!exchange.Has("response"))
                continue;
            var peer = nodes[int.Parse(exchange.Text("peer"))];
            VectorCase.True(peer.Exchange.TryServe(exchange.Hex("request"), out byte[]? response), $"{peer.Name} does not serve {exchange.Text("request")}");
            VectorCase.Equal(exchange.Hex("response"), response!, $"{peer.Name}: response");
        }
    }
}

/// <summary>Sessions of hare 3.</summary>
[VectorFile("05-hare3-session")]
internal sealed class Hare3SessionVectors() : SessionVectors(HareFormat.Hare3);

/// <summary>Sessions of hare 4 with its exchange of full lists.</summary>
[VectorFile("05-hare4-session")]
internal sealed class Hare4SessionVectors() : SessionVectors(HareFormat.Hare4);
