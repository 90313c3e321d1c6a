using System.Text.Json;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Kademlia;
using Spacemesh.Runtime;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Libp2p.Tests.Vectors;

/// <summary>Requests to the first node of a recorded network, in order; answers byte by byte (addresses of providers in any order).</summary>
[VectorFile("08-kad")]
public sealed class KadVectors : VectorSuite
{
    private KadResponder _responder = null!;
    private PeerId _client = null!;
    private IReadOnlyList<JsonElement> _all = [];

    public override void Open(VectorFile file) => _all = [.. file.Cases.Select(vector => vector.Element)];

    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("nodes"))
        {
            Build(vector.In);
            return;
        }

        var answer = _responder.Answer(_client, vector.In.Hex("request"));
        if (vector.Out.Text("response") == "none")
        {
            VectorCase.True(answer.Response is null, "a response where none is due");
            VectorCase.Equal(vector.Out.Text("end") == "reset", answer.IsReset, "reset");
            return;
        }

        VectorCase.True(answer.Response is not null, "no response");
        byte[] expected = Sorted(vector.Out.Hex("response"));
        VectorCase.Equal(expected, Sorted(answer.Response!), "response");
    }

    /// <summary>The message with the addresses of providers sorted; every other byte as it was.</summary>
    private static byte[] Sorted(byte[] response)
    {
        var message = KadMessage.Decode(response)!;
        if (message.ProviderPeers.Count == 0)
            return response;
        return (message with
        {
            ProviderPeers = [.. message.ProviderPeers.Select(peer => peer with { Addresses = [.. peer.Addresses.OrderBy(address => address.ToString(), StringComparer.Ordinal)] })],
        }).Encode();
    }

    private void Build(JsonElement network)
    {
        var time = new VirtualScheduler().TimeProvider;
        var nodes = network.GetProperty("nodes").EnumerateArray().Select(node => (Id: Read(node), Node: node)).ToList();
        _client = Read(network.GetProperty("client"));
        var self = nodes[0];
        var peers = new Peerstore(time);
        var table = new RoutingTable(self.Id, 20, time);
        foreach (var (id, node) in nodes.Skip(1))
        {
            peers.AddAddresses(id, [Multiaddr.Parse(node.Text("listen"))], Peerstore.Permanent);
            if (node.Flag("dht_server"))
                table.TryAdd(id);
        }

        // The client's own addresses are known from its connection; the recorded answers show them.
        foreach (var answer in _all.Where(item => item.GetProperty("out").Has("decoded")))
        {
            var named = KadMessage.Decode(answer.GetProperty("out").Hex("response"))!.ProviderPeers.FirstOrDefault(peer => peer.Id == _client);
            var announced = _all.Where(item => item.GetProperty("in").Has("request")).Select(item => KadMessage.Decode(item.GetProperty("in").Hex("request")))
                .SelectMany(request => request?.ProviderPeers ?? []).Where(peer => peer.Id == _client).SelectMany(peer => peer.Addresses);
            if (named is not null)
                peers.AddAddresses(_client, named.Addresses.Except(announced), Peerstore.Permanent);
        }

        _responder = new KadResponder(self.Id, table, peers, new ProviderStore(time, TimeSpan.FromHours(48)), _ => true, () => [Multiaddr.Parse(self.Node.Text("listen"))], 20);
    }

    private static PeerId Read(JsonElement node)
    {
        var id = PeerId.Parse(node.Text("id"));
        VectorCase.Equal(node.Hex("id_bytes"), id.Bytes, "peer id");
        VectorCase.Equal(node.Hex("kad_key"), KadKey.Of(id).Bytes, "key");
        return id;
    }
}
