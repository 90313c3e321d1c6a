using System.Text.Json;
using Spacemesh.Libp2p.Gossip;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Runtime;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Libp2p.Tests.Vectors;

/// <summary>
/// Scores each second: from the counters of every line ours is the same 64 bits, and from line to line our decay of (counter + whole events) gives
/// the next counter bit by bit.
/// </summary>
[VectorFile("08-gossip-score")]
public sealed class GossipScoreVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var former = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var line in vector.Out.GetProperty("scores").EnumerateArray())
        {
            CheckScore(line);
            string peer = line.Text("peer");
            if (former.TryGetValue(peer, out var last))
                CheckDecay(last, line, IsAway(vector.In, peer, line.I64("t_ms")));
            former[peer] = line;
        }
    }

    private static PeerId Peer { get; } = SimulatedHosts.Key(1).Id;

    private static PeerScores Scores(double application) => new(
        SpacemeshGossip.Score([]) with { ApplicationScore = _ => application },
        new VirtualScheduler().TimeProvider,
        TimeSpan.FromSeconds(120));

    private static PeerCounters Counters(PeerScores scores, JsonElement line)
    {
        scores.AddPeer(Peer, []);
        var counters = scores.Counters(Peer)!;
        counters.BehaviourPenalty = line.GetProperty("behaviour_penalty").GetDouble();
        foreach (var topic in line.GetProperty("topics").EnumerateObject())
        {
            var values = counters.Topic(topic.Name);
            values.FirstMessageDeliveries = topic.Value.GetProperty("first_message_deliveries").GetDouble();
            values.InvalidMessageDeliveries = topic.Value.GetProperty("invalid_message_deliveries").GetDouble();
            values.MeshTime = new TimeSpan(topic.Value.GetProperty("time_in_mesh_ns").GetInt64() / 100);
            values.InMesh = values.MeshTime > TimeSpan.Zero;
        }

        return counters;
    }

    private static void CheckScore(JsonElement line)
    {
        var scores = Scores(line.GetProperty("app").GetDouble());
        double score = scores.Score(Peer, Counters(scores, line));
        string bits = BitConverter.DoubleToUInt64Bits(score).ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
        VectorCase.Equal(line.Text("score_bits"), bits, $"score of {line.Text("peer")} at {line.I64("t_ms")} ms ({line.GetProperty("score").GetDouble():R}, ours {score:R})");
    }

    /// <summary>Whether the peer's connection is closed at a time: nothing decays then.</summary>
    private static bool IsAway(JsonElement input, string peer, long time)
    {
        bool away = false;
        foreach (var item in input.GetProperty("events").EnumerateArray().TakeWhile(item => item.I64("t_ms") <= time))
        {
            if (item.Has("stream_end") && item.Text("to") == peer)
                away = true;
            else if (item.Has("event") && item.Text("event") == $"{peer} connected")
                away = false;
        }

        return away;
    }

    private static void CheckDecay(JsonElement last, JsonElement line, bool away)
    {
        var scores = Scores(0);
        var counters = Counters(scores, last);
        var next = Counters(Scores(0), line);
        counters.BehaviourPenalty += Events(counters.BehaviourPenalty, next.BehaviourPenalty, away);
        foreach (var (topic, values) in next.Topics)
        {
            var old = counters.Topic(topic);
            old.FirstMessageDeliveries = Math.Min(old.FirstMessageDeliveries + Events(old.FirstMessageDeliveries, values.FirstMessageDeliveries, away), 100);
            old.InvalidMessageDeliveries += Events(old.InvalidMessageDeliveries, values.InvalidMessageDeliveries, away);
        }

        if (away)
            scores.RemovePeer(Peer);
        scores.Refresh();
        string where = $"of {line.Text("peer")} at {line.I64("t_ms")} ms";
        Same(next.BehaviourPenalty, counters.BehaviourPenalty, $"behaviour penalty {where}");
        foreach (var (topic, values) in next.Topics)
        {
            Same(values.FirstMessageDeliveries, counters.Topic(topic).FirstMessageDeliveries, $"first deliveries {where} on {topic}");
            Same(values.InvalidMessageDeliveries, counters.Topic(topic).InvalidMessageDeliveries, $"invalid deliveries {where} on {topic}");
        }
    }

    private static void Same(double expected, double actual, string what) =>
        VectorCase.Equal(BitConverter.DoubleToUInt64Bits(expected), BitConverter.DoubleToUInt64Bits(actual), $"{what} ({expected:R}, ours {actual:R})");

    /// <summary>Whole events that came between two lines, before the decay.</summary>
    private static double Events(double last, double next, bool away) =>
        Math.Max(0, Math.Round((next / (away ? 1 : SpacemeshGossip.ScoredTopic.InvalidMessageDeliveriesDecay)) - last));
}
