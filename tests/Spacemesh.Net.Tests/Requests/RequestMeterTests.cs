using Spacemesh.Net.Metering;
using Spacemesh.Net.Tests.Hosting;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Net.Tests.Requests;

/// <summary>What a node's network layer tells of requests and gossip.</summary>
public sealed class RequestMeterTests
{
    private readonly SimulatedPeers _peers = new();

    [Fact]
    public void Requests_areToldOnBothSides() => _peers.Run(async () =>
    {
        var (asking, serving) = (new Notes(), new Notes());
        var client = _peers.Add(meter: asking);
        var server = _peers.Add(meter: serving);
        await client.StartAsync();
        await server.StartAsync();
        using var served = server.Requests.Serve("ld/1", (_, request, _) => ValueTask.FromResult(request));
        using var refused = server.Requests.Serve("lp/2", (_, _, _) => throw new PeerRequestException(PeerRequestFailure.PeerError, "not found"));
        await (await client.Host.ConnectAsync(SimulatedPeers.Address(1))).Identified;
        var id = new PeerId(server.Host.Id.ToString());
        await client.Requests.RequestAsync(id, new PeerRequest("ld/1", new byte[10]));
        await Assert.ThrowsAsync<PeerRequestException>(() => client.Requests.RequestAsync(id, new PeerRequest("lp/2", new byte[10])));
        await Task.Delay(TimeSpan.FromSeconds(1), _peers.Time);
        Assert.Equal(["asked ld/1 ", "asked lp/2 PeerError"], asking.Lines);
        Assert.Equal(["accepted ld/1", "waited ld/1", "served ld/1 True", "accepted lp/2", "waited lp/2", "served lp/2 False"], serving.Lines);
        Assert.Equal(0, client.Host.StreamsByProtocol.GetValueOrDefault("ld/1"));
        Assert.True(client.MessagesByProtocol["ld/1"] is { Sent: > 0, Received: > 0 });
    });

    [Fact]
    public void Gossip_isToldByTopic() => _peers.Run(async () =>
    {
        var hearing = new Notes();
        var (speaker, hearer) = (_peers.Add(), _peers.Add(meter: hearing));
        await speaker.StartAsync();
        await hearer.StartAsync();
        using var own = speaker.Gossip.Subscribe("ax1", (_, _, _) => ValueTask.FromResult(Verdict.Accept));
        using var heard = hearer.Gossip.Subscribe("ax1", (_, message, _) => ValueTask.FromResult(message.Length == 5 ? Verdict.Accept : Verdict.Ignore("known")));
        await (await speaker.Host.ConnectAsync(SimulatedPeers.Address(1))).Identified;
        await Task.Delay(TimeSpan.FromSeconds(5), _peers.Time);
        await speaker.Gossip.PublishAsync("ax1", new byte[5]);
        await speaker.Gossip.PublishAsync("ax1", new byte[7]);
        await Task.Delay(TimeSpan.FromSeconds(1), _peers.Time);
        Assert.Equal(["received ax1 5", "delivered ax1 5", "received ax1 7"], hearing.Lines);
    });

    private sealed class Notes : INetworkMeter
    {
        public List<string> Lines { get; } = [];

        public void Received(string topic, int bytes) => Lines.Add($"received {topic} {bytes}");

        public void Delivered(string topic, int bytes) => Lines.Add($"delivered {topic} {bytes}");

        public void Throttled(string topic) => Lines.Add($"throttled {topic}");

        public void QueueFull(string topic) => Lines.Add($"queue full {topic}");

        public void Asked(string protocol, PeerRequestFailure? failure, TimeSpan took) => Lines.Add($"asked {protocol} {failure}");

        public void Accepted(string protocol) => Lines.Add($"accepted {protocol}");

        public void Dropped(string protocol) => Lines.Add($"dropped {protocol}");

        public void Waited(string protocol, TimeSpan took) => Lines.Add($"waited {protocol}");

        public void Served(string protocol, bool succeeded, TimeSpan took) => Lines.Add($"served {protocol} {succeeded}");

        public void ObjectAsked(string hint, bool isFound, bool isEmpty) => Lines.Add($"object {hint} {(isEmpty ? "empty" : isFound)}");

        public void CertificateAsked() => Lines.Add("certificate");

        public void OpinionAsked() => Lines.Add("opinion");

        public void HintLookedUp(ObjectKind kind, bool isHinted) => Lines.Add($"hint {kind} {isHinted}");

        public void FetchFailed(ObjectKind kind) => Lines.Add($"failed {kind}");
    }
}
