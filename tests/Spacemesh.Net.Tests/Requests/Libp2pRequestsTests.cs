using Spacemesh.Libp2p.Hosting;
using Spacemesh.Net.Hosting;
using Spacemesh.Net.Requests;
using Spacemesh.Net.Tests.Hosting;
using Spacemesh.Ports.Network;

namespace Spacemesh.Net.Tests.Requests;

public sealed class Libp2pRequestsTests
{
    private const string Protocol = "ld/1";

    private readonly SimulatedPeers _peers = new();

    [Fact]
    public void Request_answered_returnsTheData() => _peers.Run(async () =>
    {
        var (client, server) = await PairAsync();
        PeerId asker = default;
        using var served = server.Requests.Serve(Protocol, (from, request, _) =>
        {
            asker = from;
            return ValueTask.FromResult<ReadOnlyMemory<byte>>((byte[])[0xee, .. request.Span]);
        });
        foreach (int length in new[] { 0, 1, 63, 64, 10240 })
        {
            byte[] body = new byte[length];
            new Random(length).NextBytes(body);
            var answer = await AskAsync(client, IdOf(server), Protocol, body);
            Assert.Equal([0xee, .. body], answer.ToArray());
        }

        Assert.Equal(IdOf(client), asker);
        Assert.Equal([IdOf(server)], client.Requests.Peers);
        Assert.Equal((5UL, 0UL), Counts(client.View.Peers().Single().Client));
        Assert.Equal((5UL, 0UL), Counts(server.View.Peers().Single().Server));
        Assert.True(server.Host.Tags.ValueOf(client.Host.Id) >= 5000);
        await Assert.ThrowsAsync<ArgumentException>(() => AskAsync(client, IdOf(server), Protocol, new byte[10241]));
    });

    [Fact]
    public void Request_handlerSaysAnError_isThePeersError() => _peers.Run(async () =>
    {
        var (client, server) = await PairAsync();
        using var served = server.Requests.Serve(Protocol, (_, _, _) => throw new PeerRequestException(PeerRequestFailure.PeerError, "not found"));
        using var broken = server.Requests.Serve("hs/1", (_, _, _) => throw new InvalidOperationException("a bug"));
        using var silent = server.Requests.ServeStream("mh/1", (_, _, _) => ValueTask.FromResult<PeerAnswer?>(null));
        using var lying = server.Requests.ServeStream("ax/1", (_, _, _) => ValueTask.FromResult<PeerAnswer?>(new PeerAnswer(3, [new byte[2]])));
        var said = await FailureAsync(client, server, Protocol);
        Assert.Equal(PeerRequestFailure.PeerError, said.Failure);
        Assert.Equal("peer error: not found", said.Message);
        Assert.Equal(PeerRequestFailure.NoAnswer, (await FailureAsync(client, server, "hs/1")).Failure);
        Assert.Equal(PeerRequestFailure.NoAnswer, (await FailureAsync(client, server, "mh/1")).Failure);
        Assert.Equal(PeerRequestFailure.NoAnswer, (await FailureAsync(client, server, "ax/1")).Failure);
        Assert.Equal(PeerRequestFailure.NoAnswer, (await FailureAsync(client, server, "unknown/1")).Failure);
        Assert.Equal((0UL, 5UL), Counts(client.View.Peers().Single().Client));
    });

    [Fact]
    public void Request_strangerOrNotAPeer_isNotConnected() => _peers.Run(async () =>
    {
        var client = await _peers.StartAsync();
        var server = await _peers.StartAsync();
        Assert.Equal(PeerRequestFailure.NotConnected, (await FailureAsync(client, server, Protocol)).Failure);
        var nobody = await Assert.ThrowsAsync<PeerRequestException>(() => AskAsync(client, new PeerId("nobody"), Protocol, default));
        Assert.Equal(PeerRequestFailure.NotConnected, nobody.Failure);
        Assert.Empty(client.Requests.Peers);
    });

    [Fact]
    public void Request_preferredProtocol_isUsedWhereThePeerHasIt() => _peers.Run(async () =>
    {
        var (client, server) = await PairAsync();
        using var general = server.Requests.Serve("hs/1", (_, _, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>("hs"u8.ToArray()));
        var request = new PeerRequest("hs/1", default) { Preferred = "as/1" };
        Assert.Equal("hs"u8.ToArray(), (await client.Requests.RequestAsync(IdOf(server), request)).ToArray());
        using (server.Requests.Serve("as/1", (_, _, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>("as"u8.ToArray())))
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _peers.Time);
            Assert.Equal("as"u8.ToArray(), (await client.Requests.RequestAsync(IdOf(server), request)).ToArray());
        }

        await Task.Delay(TimeSpan.FromSeconds(1), _peers.Time);
        Assert.Equal("hs"u8.ToArray(), (await client.Requests.RequestAsync(IdOf(server), request)).ToArray());
    });

    [Fact]
    public void Request_answerOfMegabytesInPieces_arrivesWhole() => _peers.Run(async () =>
    {
        var (client, server) = await PairAsync();
        byte[] data = new byte[3_000_001];
        new Random(1).NextBytes(data);
        using var served = server.Requests.ServeStream(Protocol, (_, _, _) =>
            ValueTask.FromResult<PeerAnswer?>(new PeerAnswer(data.Length, data.Chunk(100_003).Select(piece => (ReadOnlyMemory<byte>)piece))));
        Assert.Equal(data, (await AskAsync(client, IdOf(server), Protocol, default)).ToArray());
        var tooLong = await Assert.ThrowsAsync<PeerRequestException>(
            () => client.Requests.RequestAsync(IdOf(server), new PeerRequest(Protocol, default) { MaxData = 1000 }));
        Assert.Equal(PeerRequestFailure.TooLong, tooLong.Failure);
        // What was not read is not waited for, and the connection is as good as before.
        Assert.Equal(data.Length, (await AskAsync(client, IdOf(server), Protocol, default)).Length);
    });

    [Theory]
    [InlineData("hare4/full_exchange")]
    [InlineData("peersync/1")]
    public void Request_protocolWithFramingOfItsOwn_arrives(string protocol) => _peers.Run(async () =>
    {
        var (client, server) = await PairAsync();
        // A question for the time and its answer, as spec 08 §19 has them.
        byte[] question = [0x04];
        byte[] answer = Convert.FromHexString("041300002a36fe9c9717");
        using var served = server.Requests.Serve(protocol, (_, request, _) =>
        {
            Assert.Equal(question, request.ToArray());
            return ValueTask.FromResult<ReadOnlyMemory<byte>>(answer);
        });
        await Task.Delay(TimeSpan.FromSeconds(1), _peers.Time);
        Assert.Equal(answer, (await AskAsync(client, IdOf(server), protocol, question)).ToArray());
        Assert.Contains(protocol == "peersync/1" ? "/peersync/1.0/" : protocol, server.Host.Protocols);
    });

    [Fact]
    public void Serve_queueFull_closesFurtherStreamsAtOnce() => _peers.Run(async () =>
    {
        var (client, server) = await PairAsync(Limited(queue: 10, requests: 1000, TimeSpan.FromSeconds(1)));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var served = server.Requests.Serve(Protocol, async (_, _, _) =>
        {
            await gate.Task;
            return new byte[] { 1 };
        });
        var first = Enumerable.Range(0, 10).Select(_ => AskAsync(client, IdOf(server), Protocol, default)).ToList();
        await Task.Delay(TimeSpan.FromSeconds(1), _peers.Time);
        for (int i = 0; i < 10; i++)
            Assert.Equal(PeerRequestFailure.NoAnswer, (await FailureAsync(client, server, Protocol)).Failure);
        gate.SetResult();
        foreach (var answer in first)
            Assert.Equal([1], (await answer).ToArray());
        Assert.Equal([1], (await AskAsync(client, IdOf(server), Protocol, default)).ToArray());
    });

    [Fact]
    public void Serve_onePeer_doesNotTakeAllPlaces() => _peers.Run(async () =>
    {
        var (greedy, server) = await PairAsync(Limited(queue: 160, requests: 10_000, TimeSpan.FromSeconds(1)));
        var other = await _peers.StartAsync();
        await _peers.ConnectAsync(other, server);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var served = server.Requests.Serve(Protocol, async (from, _, _) =>
        {
            if (from == IdOf(greedy))
                await gate.Task;
            return new byte[] { 1 };
        });
        var asked = Enumerable.Range(0, 200).Select(_ => OutcomeAsync(greedy, server)).ToList();
        await Task.Delay(TimeSpan.FromSeconds(1), _peers.Time);
        Assert.Equal([1], (await AskAsync(other, IdOf(server), Protocol, default)).ToArray());
        gate.SetResult();
        int answered = (await Task.WhenAll(asked)).Count(outcome => outcome);
        Assert.Equal(20, answered);
    });

    [Fact]
    public void Serve_rate_letsFurtherRequestsWait() => _peers.Run(async () =>
    {
        var (client, server) = await PairAsync(Limited(queue: 100, requests: 10, TimeSpan.FromMinutes(1)));
        using var served = server.Requests.Serve(Protocol, (_, _, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>(new byte[] { 1 }));
        long began = _peers.Time.GetTimestamp();
        for (int i = 0; i < 10; i++)
            await AskAsync(client, IdOf(server), Protocol, default);
        Assert.True(_peers.Time.GetElapsedTime(began) < TimeSpan.FromSeconds(1));
        await AskAsync(client, IdOf(server), Protocol, default);
        Assert.InRange(_peers.Time.GetElapsedTime(began), TimeSpan.FromSeconds(5.9), TimeSpan.FromSeconds(7));
    });

    [Fact]
    public void Request_silentServer_endsAfterTheInactivityTimeout() => _peers.Run(async () =>
    {
        var (client, server) = await PairAsync();
        using var served = server.Requests.Serve(Protocol, async (_, _, token) =>
        {
            await Task.Delay(TimeSpan.FromHours(1), _peers.Time, token);
            return default;
        });
        long began = _peers.Time.GetTimestamp();
        Assert.Equal(PeerRequestFailure.NoAnswer, (await FailureAsync(client, server, Protocol)).Failure);
        Assert.InRange(_peers.Time.GetElapsedTime(began), TimeSpan.FromSeconds(24), TimeSpan.FromSeconds(27));
        Assert.Equal(ConnectionState.Connected, client.Host.StateOf(server.Host.Id));
    });

    [Fact]
    public void Request_dripOfBytes_endsAtTheHardTimeout() => _peers.Run(async () =>
    {
        var (client, server) = await PairAsync();
        // A peer that always sends just enough to look alive.
        server.Host.Handle(Protocol, async (stream, closing) =>
        {
            await stream.WriteAsync(RequestFraming.BeginAnswer(100_000_000), closing);
            while (true)
            {
                await stream.WriteAsync(new byte[5000], closing);
                await Task.Delay(TimeSpan.FromSeconds(20), _peers.Time, closing);
            }
        });
        await Task.Delay(TimeSpan.FromSeconds(1), _peers.Time);
        long began = _peers.Time.GetTimestamp();
        Assert.Equal(PeerRequestFailure.NoAnswer, (await FailureAsync(client, server, Protocol)).Failure);
        Assert.InRange(_peers.Time.GetElapsedTime(began), TimeSpan.FromMinutes(4.9), TimeSpan.FromMinutes(5.1));
    });

    [Fact]
    public void Serve_requestThatNeverComes_isNotWaitedForLong() => _peers.Run(async () =>
    {
        var (client, server) = await PairAsync();
        using var served = server.Requests.Serve(Protocol, (_, _, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>(new byte[] { 1 }));
        await Task.Delay(TimeSpan.FromSeconds(1), _peers.Time);
        await using var stream = await client.Host.OpenStreamAsync(server.Host.Id, [Protocol]);
        await stream.WriteAsync(new byte[] { 200, 1, 7 });
        await Task.Delay(TimeSpan.FromSeconds(1), _peers.Time);
        int streams = server.Host.StreamCount;
        await Task.Delay(TimeSpan.FromSeconds(30), _peers.Time);
        Assert.True(server.Host.StreamCount < streams, "the stalled stream is over");
    });

    [Fact]
    public void Serve_requestAboveTheLimit_closesTheConnection() => _peers.Run(async () =>
    {
        var (client, server) = await PairAsync();
        using var served = server.Requests.Serve(Protocol, (_, _, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>(new byte[] { 1 }));
        await Task.Delay(TimeSpan.FromSeconds(1), _peers.Time);
        await using var stream = await client.Host.OpenStreamAsync(server.Host.Id, [Protocol]);
        await stream.WriteAsync(new byte[] { 0x81, 0x50 });
        await _peers.UntilAsync(() => server.Host.StateOf(client.Host.Id) == ConnectionState.NotConnected, TimeSpan.FromSeconds(2));
    });

    [Fact]
    public void Drop_connectedPeer_disconnectsIt() => _peers.Run(async () =>
    {
        var (client, server) = await PairAsync();
        client.Requests.Drop(IdOf(server), "it lied");
        await _peers.UntilAsync(() => client.Requests.Peers.Count == 0, TimeSpan.FromSeconds(2));
        client.Requests.Drop(IdOf(server), "again");
        client.Requests.Drop(new PeerId("nobody"), "nobody");
    });

    [Fact]
    public void Request_cancelled_endsAtOnceAndBlamesNobody() => _peers.Run(async () =>
    {
        var (client, server) = await PairAsync();
        using var served = server.Requests.Serve(Protocol, async (_, _, token) =>
        {
            await Task.Delay(TimeSpan.FromHours(1), _peers.Time, token);
            return default;
        });
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), _peers.Time);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AskAsync(client, IdOf(server), Protocol, default, patience.Token));
        Assert.Equal((0UL, 0UL), Counts(client.View.Peers().Single().Client));
    });

    private static PeerId IdOf(PeerNetwork network) => new(network.Host.Id.ToString());

    private static (ulong Successes, ulong Failures) Counts(Ports.Api.PeerRequestReport report) => (report.Successes, report.Failures);

    private static RequestOptions Limited(int queue, int requests, TimeSpan interval) =>
        new() { Servers = new Dictionary<string, RequestLimits>(StringComparer.Ordinal) { [Protocol] = new(queue, requests, interval) } };

    private static Task<ReadOnlyMemory<byte>> AskAsync(PeerNetwork client, PeerId peer, string protocol, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default) =>
        client.Requests.RequestAsync(peer, new PeerRequest(protocol, body), cancellationToken);

    private static Task<PeerRequestException> FailureAsync(PeerNetwork client, PeerNetwork server, string protocol) =>
        Assert.ThrowsAsync<PeerRequestException>(() => AskAsync(client, IdOf(server), protocol, default));

    private static async Task<bool> OutcomeAsync(PeerNetwork client, PeerNetwork server)
    {
        try
        {
            await AskAsync(client, IdOf(server), Protocol, default);
            return true;
        }
        catch (PeerRequestException)
        {
            return false;
        }
    }

    private async Task<(PeerNetwork Client, PeerNetwork Server)> PairAsync(RequestOptions? server = null)
    {
        var client = await _peers.StartAsync();
        var serving = await _peers.StartAsync(requests: server);
        await _peers.ConnectAsync(client, serving);
        return (client, serving);
    }
}
