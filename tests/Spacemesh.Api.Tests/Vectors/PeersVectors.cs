using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Spacemesh.Api.Rendering;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.Network;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>Peers and network of three connected nodes: what the ports tell, as the messages have it.</summary>
[VectorFile("09a-peers")]
public sealed class PeersVectors : VectorSuite
{
    private readonly Dictionary<string, int> _peers = new(StringComparer.Ordinal);

    public override void Check(VectorCase vector)
    {
        VectorCase.Equal(0, vector.Out.GetProperty("code").GetInt32(), "code");
        string node = vector.In.Text("phase");
        switch (vector.In.Text("method").Split('/')[1])
        {
            case "PeerInfoStream":
                var messages = vector.Out.GetProperty("messages").EnumerateArray().ToList();
                VectorCase.Equal(vector.Out.GetProperty("count").GetInt32(), messages.Count, "count");
                _peers[node] = messages.Count;
                foreach (var message in messages)
                    CheckPeer(message.Hex("message"), message.GetProperty("json"));
                break;
            case "NetworkInfo":
                CheckNetwork(vector.Out.Hex("response"), vector.Out.GetProperty("json"));
                break;
            case "Status":
                var status = vector.Out.GetProperty("json").GetProperty("status");
                VectorCase.Equal(Number(status, "connectedPeers"), (ulong)_peers[node], "connected peers");
                break;
            case var other:
                throw new VectorMismatchException($"unknown method {other}");
        }
    }

    private static void CheckPeer(byte[] expected, JsonElement json)
    {
        var report = new PeerReport(
            new PeerId(json.Text("id")),
            [.. json.GetProperty("connections").EnumerateArray().Select(connection => new PeerConnectionReport(
                connection.Text("address"),
                Span(connection.Text("uptime")),
                connection.Flag("outbound"),
                connection.Text("kind") switch
                {
                    "Inbound" => PeerConnectionKind.Inbound,
                    "Outbound" => PeerConnectionKind.Outbound,
                    "HPInbound" => PeerConnectionKind.HolePunchedInbound,
                    "HPOutbound" => PeerConnectionKind.HolePunchedOutbound,
                    "RelayInbound" => PeerConnectionKind.RelayInbound,
                    "RelayOutbound" => PeerConnectionKind.RelayOutbound,
                    _ => PeerConnectionKind.Unknown,
                }))],
            [.. json.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!)],
            Requests(json, "clientStats"),
            Requests(json, "serverStats"),
            Traffic(json));
        var recorded = V1.PeerInfo.Parser.ParseFrom(expected);
        // Our times are multiples of 100 ns.
        foreach (var connection in recorded.Connections)
            connection.Uptime.Nanos -= connection.Uptime.Nanos % 100;
        VectorCase.Equal(recorded.ToByteArray(), NetworkMessages.Peer(report).ToByteArray(), "message");
    }

    private static void CheckNetwork(byte[] expected, JsonElement json)
    {
        var report = new NetworkReport(
            new PeerId(json.Text("id")),
            [.. Texts(json, "listenAddresses").Reverse()],
            [.. Texts(json, "knownAddresses").Reverse()],
            Nat(json.Text("natTypeUdp")),
            Nat(json.Text("natTypeTcp")),
            json.Text("reachability") switch
            {
                "Public" => ReachabilityKind.Public,
                "Private" => ReachabilityKind.Private,
                _ => ReachabilityKind.Unknown,
            },
            json.Flag("dhtServerEnabled"),
            json.GetProperty("stats").EnumerateObject().ToDictionary(entry => entry.Name, entry => Traffic(entry.Value), StringComparer.Ordinal));
        VectorCase.Equal(V1.NetworkInfoResponse.Parser.ParseFrom(expected), NetworkMessages.Report(report), "message");
    }

    private static PeerRequestReport Requests(JsonElement json, string name) => !json.Has(name) ? default
        : new PeerRequestReport(Number(json.GetProperty(name), "successCount"), Number(json.GetProperty(name), "failureCount"), Span(json.GetProperty(name).Text("latency")));

    private static TrafficReport Traffic(JsonElement json)
    {
        ulong[] sent = [.. Texts(json, "sendRate").Select(ulong.Parse)];
        ulong[] received = [.. Texts(json, "recvRate").Select(ulong.Parse)];
        return new TrafficReport(
            Number(json, "bytesSent"), Number(json, "bytesReceived"),
            sent.ElementAtOrDefault(0), sent.ElementAtOrDefault(1), received.ElementAtOrDefault(0), received.ElementAtOrDefault(1));
    }

    private static NatKind Nat(string name) => name switch
    {
        "Cone" => NatKind.Cone,
        "Symmetric" => NatKind.Symmetric,
        _ => NatKind.Unknown,
    };

    private static IEnumerable<string> Texts(JsonElement json, string name) =>
        json.Has(name) ? json.GetProperty(name).EnumerateArray().Select(item => item.GetString()!) : [];

    private static ulong Number(JsonElement json, string name) => json.Has(name) ? ulong.Parse(json.Text(name), CultureInfo.InvariantCulture) : 0;

    private static TimeSpan Span(string text) => new((long)(decimal.Parse(text.TrimEnd('s'), CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond));
}
