using System.Text.Json;
using Spacemesh.Net.Ranking;
using Spacemesh.Ports.Network;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Net.Tests.Vectors;

/// <summary>A run of events whose state carries over from case to case.</summary>
[VectorFile("08-peer-ranking")]
public sealed class PeerRankingVectors : VectorSuite
{
    private readonly PeerRanking _ranking = new();

    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("peers"))
        {
            foreach (var peer in vector.In.GetProperty("peers").EnumerateArray())
                _ranking.Add(new PeerId(peer.GetString()!));
        }

        if (vector.In.Has("event"))
            Apply(vector.In);

        var standings = _ranking.Standings();
        string[] order = [.. vector.Out.GetProperty("best_order").EnumerateArray().Select(peer => peer.GetString()!)];
        VectorCase.Equal(string.Join(' ', order), string.Join(' ', standings.Select(standing => standing.Peer.Text)), "order");
        VectorCase.Equal(string.Join(' ', order), string.Join(' ', _ranking.Order()), "order of ids");
        if (order.Length > 0)
            VectorCase.Equal(order[0], _ranking.BestOf(order.Reverse().Select(peer => new PeerId(peer))).Text, "best");
        if (vector.Out.Has("global_bits"))
            VectorCase.Equal(vector.Out.Text("global_bits"), Bits(_ranking.GlobalNanoseconds), "global average");
        if (!vector.Out.Has("peers"))
            return;
        foreach (var expected in vector.Out.GetProperty("peers").EnumerateArray())
        {
            string name = expected.Text("peer");
            var actual = standings.Single(standing => standing.Peer.Text == name);
            VectorCase.Equal(expected.I32("success"), actual.Successes, $"{name}: successes");
            VectorCase.Equal(expected.I32("failures"), actual.Failures, $"{name}: failures");
            VectorCase.Equal(expected.Text("average_bits"), Bits(actual.AverageNanoseconds), $"{name}: average");
            VectorCase.Equal(expected.Text("score_bits"), Bits(actual.Score), $"{name}: score");
        }
    }

    private static string Bits(double value) => BitConverter.DoubleToUInt64Bits(value).ToString("x16", null);

    private void Apply(JsonElement happened)
    {
        var peer = new PeerId(happened.Text("peer"));
        var latency = TimeSpan.FromMilliseconds(happened.I64("latency_ms"));
        switch (happened.Text("event"))
        {
            case "add":
                _ranking.Add(peer);
                break;
            case "remove":
                _ranking.Remove(peer);
                break;
            case "ok":
                _ranking.Note(peer, succeeded: true, latency, happened.I64("bytes"));
                break;
            case "fail":
                _ranking.Note(peer, succeeded: false, latency, happened.I64("bytes"));
                break;
            default:
                throw new VectorMismatchException($"unknown event {happened.Text("event")}");
        }
    }
}
