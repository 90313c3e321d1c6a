using System.Buffers.Binary;
using System.Text;
using RpcTest.V1;
using Spacemesh.Rpc.Server;
using Spacemesh.Rpc.Tests.Kit;

namespace Spacemesh.Rpc.Tests;

/// <summary>Clients that break the rules cost a bounded amount and never the server.</summary>
public sealed class MisuseTests
{
    private const string Echo = "/rpctest.v1.TestService/Echo";

    [Fact]
    public async Task Client_that_pings_without_a_call_is_sent_away()
    {
        await using var server = new TestServer(new ManualTime());
        using var raw = await RawHttp2.ConnectAsync((await server.ListenAsync()).EndPoint);
        for (int i = 0; i < 4; i++)
            await raw.SendFrameAsync(RawHttp2.Ping, 0, 0, new byte[8]);
        var goAway = await raw.ReadUntilAsync(RawHttp2.GoAway);
        Assert.NotNull(goAway);
        Assert.Equal(11u, BinaryPrimitives.ReadUInt32BigEndian(goAway.Value.Payload.AsSpan(4)));
        Assert.Equal("too_many_pings", Encoding.ASCII.GetString(goAway.Value.Payload.AsSpan(8)));
        await raw.ReadToEndAsync();
    }

    [Fact]
    public async Task Client_that_pings_as_often_as_allowed_during_a_call_stays()
    {
        var time = new ManualTime();
        var release = new TaskCompletionSource();
        var binding = new RpcServiceBinding(RpctestReflection.Descriptor.Services[0]).ServerStream<Count, Count>("CountTo", async (_, _, context) =>
        {
            await context.SendHeadersAsync();
            await release.Task;
        });
        await using var server = new TestServer(time);
        var listener = await server.ListenAsync(
            options => options with { MinClientPingInterval = TimeSpan.FromMinutes(1), HandshakeLimit = Timeout.InfiniteTimeSpan }, binding);
        using var raw = await RawHttp2.ConnectAsync(listener.EndPoint);
        await raw.SendHeadersAsync(1, "/rpctest.v1.TestService/CountTo");
        await raw.SendFrameAsync(RawHttp2.Data, 1, 1, [0, 0, 0, 0, 0]);
        await raw.ReadUntilAsync(RawHttp2.Headers);
        for (int i = 0; i < 6; i++)
        {
            await raw.SendFrameAsync(RawHttp2.Ping, 0, 0, new byte[8]);
            Assert.NotNull(await raw.ReadUntilAsync(RawHttp2.Ping));
            time.Advance(TimeSpan.FromMinutes(1));
        }

        for (int i = 0; i < 4; i++)
            await raw.SendFrameAsync(RawHttp2.Ping, 0, 0, new byte[8]);
        Assert.NotNull(await raw.ReadUntilAsync(RawHttp2.GoAway));
        release.SetResult();
    }

    [Theory]
    [InlineData("")]
    [InlineData("PRI * HTTP/2.0\r\n")]
    public async Task Connection_without_preface_is_cut_off(string start)
    {
        var time = new ManualTime();
        await using var server = new TestServer(time);
        using var raw = await RawHttp2.ConnectAsync((await server.ListenAsync()).EndPoint, preface: false);
        await raw.SendAsync(Encoding.ASCII.GetBytes(start));
        await Eventually.AsTimePasses(time, TimeSpan.FromSeconds(20), raw.ReadToEndAsync());
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0000\u0005garbage of some length to fill a preface")]
    public async Task Other_protocols_are_turned_away(string text)
    {
        await using var server = new TestServer();
        var listener = await server.ListenAsync();
        using var raw = await RawHttp2.ConnectAsync(listener.EndPoint, preface: false);
        await raw.SendAsync(Encoding.Latin1.GetBytes(text));
        await raw.ReadToEndAsync();
        Assert.Equal("x", (await server.Channel(listener).UnaryAsync(TestService.Echo, new Text { Text_ = "x" })).Text_);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000")]
    [InlineData("0000100000")]
    [InlineData("000000000a0a")]
    public async Task Request_that_stalls_ends_with_its_deadline(string sent)
    {
        var time = new ManualTime();
        await using var server = new TestServer(time);
        var listener = await server.ListenAsync(options => options with { HandshakeLimit = Timeout.InfiniteTimeSpan, MaxReceiveMessageSize = 16 << 20 });
        using var raw = await RawHttp2.ConnectAsync(listener.EndPoint);
        await raw.SendHeadersAsync(1, Echo);
        if (sent.Length > 0)
            await raw.SendFrameAsync(RawHttp2.Data, 0, 1, Convert.FromHexString(sent));
        var reading = raw.ReadUntilAsync(RawHttp2.Headers);
        await Eventually.AsTimePasses(time, TimeSpan.FromMinutes(1), reading);
        var headers = await reading;
        Assert.NotNull(headers);
        Assert.Equal(1, headers.Value.Stream);
    }

    [Fact]
    public async Task Streams_beyond_the_limit_are_refused()
    {
        var release = new TaskCompletionSource();
        var binding = new RpcServiceBinding(RpctestReflection.Descriptor.Services[0]).Unary<Text, Text>("Echo", async (request, _) =>
        {
            await release.Task;
            return request;
        });
        await using var server = new TestServer();
        var listener = await server.ListenAsync(options => options with { MaxStreamsPerConnection = 3 }, binding);
        using var raw = await RawHttp2.ConnectAsync(listener.EndPoint);
        for (int i = 0; i < 4; i++)
        {
            await raw.SendHeadersAsync((2 * i) + 1, Echo);
            await raw.SendFrameAsync(RawHttp2.Data, 1, (2 * i) + 1, [0, 0, 0, 0, 0]);
        }

        var reset = await raw.ReadUntilAsync(RawHttp2.Reset);
        Assert.Equal(7, reset?.Stream);
        Assert.Equal(7u, BinaryPrimitives.ReadUInt32BigEndian(reset!.Value.Payload));
        release.SetResult();
    }

    [Fact]
    public async Task Flood_of_resets_leaves_the_server_serving()
    {
        await using var server = new TestServer();
        var listener = await server.ListenAsync();
        using var raw = await RawHttp2.ConnectAsync(listener.EndPoint);
        try
        {
            for (int i = 0; i < 3000; i++)
            {
                await raw.SendHeadersAsync((2 * i) + 1, Echo);
                await raw.SendFrameAsync(RawHttp2.Reset, 0, (2 * i) + 1, [0, 0, 0, 8]);
            }
        }
        catch (IOException)
        {
            // Sent away in the middle of it.
        }

        Assert.Equal("x", (await server.Channel(listener).UnaryAsync(TestService.Echo, new Text { Text_ = "x" })).Text_);
    }

    [Fact]
    public async Task Large_requests_under_way_are_bounded_together()
    {
        await using var server = new TestServer();
        var listener = await server.ListenAsync(options => options with { MaxPendingRequestBytes = 1 << 20 });
        using var raw = await RawHttp2.ConnectAsync(listener.EndPoint);
        byte[] announcement = [0, 0, 0x0c, 0, 0, 0x0a];
        await raw.SendHeadersAsync(1, Echo);
        await raw.SendFrameAsync(RawHttp2.Data, 0, 1, announcement);
        await raw.SendHeadersAsync(3, Echo);
        await raw.SendFrameAsync(RawHttp2.Data, 0, 3, announcement);

        // One of the two fits, the other is refused at once.
        var headers = await raw.ReadUntilAsync(RawHttp2.Headers);
        Assert.Contains(headers!.Value.Stream, (int[])[1, 3]);
        Assert.Equal("x", (await server.Channel(listener).UnaryAsync(TestService.Echo, new Text { Text_ = "x" })).Text_);
    }

    [Fact]
    public async Task Client_that_does_not_read_is_cut_off()
    {
        var time = new ManualTime();
        await using var server = new TestServer(time);
        // The clock runs far before the answer stalls: no other limit may end the connection meanwhile.
        var listener = await server.ListenAsync(options => options with
        {
            StalledSendLimit = TimeSpan.FromMinutes(5),
            HandshakeLimit = Timeout.InfiniteTimeSpan,
            KeepAliveAfter = Timeout.InfiniteTimeSpan,
            IncompleteMessageLimit = Timeout.InfiniteTimeSpan,
        });
        using var raw = await RawHttp2.ConnectAsync(listener.EndPoint);
        await raw.SendHeadersAsync(1, "/rpctest.v1.TestService/CountTo");

        // Count to 2^40: the window is full long before that.
        await raw.SendFrameAsync(RawHttp2.Data, 1, 1, [0, 0, 0, 0, 7, 8, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20]);
        var reset = raw.ReadUntilAsync(RawHttp2.Reset);
        await Eventually.AsTimePasses(time, TimeSpan.FromMinutes(5), reset);
        Assert.Equal(1, (await reset)?.Stream);
    }

    [Fact]
    public async Task Old_connection_takes_no_more_calls_and_ends_after_its_grace()
    {
        var time = new ManualTime();
        var cancelled = new TaskCompletionSource();
        var binding = new RpcServiceBinding(RpctestReflection.Descriptor.Services[0]).ServerStream<Count, Count>("CountTo", async (_, _, context) =>
        {
            await using var registration = context.CancellationToken.Register(cancelled.SetResult);
            await context.SendHeadersAsync();
            await cancelled.Task;
        });
        await using var server = new TestServer(time);
        var listener = await server.ListenAsync(
            options => options with
            {
                MaxConnectionAge = TimeSpan.FromHours(3), MaxConnectionAgeGrace = TimeSpan.FromMinutes(10), HandshakeLimit = Timeout.InfiniteTimeSpan,
            },
            binding);
        using var raw = await RawHttp2.ConnectAsync(listener.EndPoint);
        await raw.SendHeadersAsync(1, "/rpctest.v1.TestService/CountTo");
        await raw.SendFrameAsync(RawHttp2.Data, 1, 1, [0, 0, 0, 0, 0]);
        Assert.NotNull(await raw.ReadUntilAsync(RawHttp2.Headers));
        time.Advance(TimeSpan.FromHours(3));
        Assert.NotNull(await raw.ReadUntilAsync(RawHttp2.GoAway));
        Assert.False(cancelled.Task.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(10));
        await raw.ReadToEndAsync();
        await cancelled.Task;
    }
}
