using RpcTest.V1;
using Spacemesh.Rpc.Server;
using Spacemesh.Rpc.Tests.Kit;

namespace Spacemesh.Rpc.Tests;

public sealed class StreamTests
{
    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(20_000UL)]
    public async Task Server_stream_arrives_in_order(ulong count)
    {
        var (server, channel) = await TestServer.StartAsync();
        await using var _ = server;
        using var call = await channel.StartAsync(TestService.CountTo, new Count { Number = count });
        ulong expected = 0;
        await foreach (var message in call.ReadAllAsync())
            Assert.Equal(++expected, message.Number);
        Assert.Equal(count, expected);
    }

    [Fact]
    public async Task Server_stream_may_fail_after_messages()
    {
        var (server, channel) = await TestServer.StartAsync();
        await using var _ = server;
        using var call = await channel.StartAsync(TestService.CountTo, new Count { Number = 3, Total = 1 });
        for (ulong i = 1; i <= 3; i++)
            Assert.Equal((true, i), ((await call.ReadAsync()) is var (found, message) ? (found, message.Number) : default));
        var exception = await Assert.ThrowsAsync<RpcException>(() => call.ReadAsync());
        Assert.Equal((StatusCode.DataLoss, "lost the rest"), (exception.Code, exception.Message));
    }

    [Fact]
    public async Task Headers_of_a_subscription_come_before_its_first_message()
    {
        var release = new TaskCompletionSource();
        var binding = new RpcServiceBinding(RpctestReflection.Descriptor.Services[0]).ServerStream<Count, Count>("CountTo", async (_, writer, context) =>
        {
            context.ResponseHeaders.Add("x-subscribed", "yes");
            await context.SendHeadersAsync();
            await release.Task;
            await writer.WriteAsync(new Count { Number = 1 });
        });
        var (server, channel) = await TestServer.StartAsync(service: binding);
        await using var _ = server;
        using var call = await channel.StartAsync(TestService.CountTo, new Count());
        Assert.Equal("yes", (await call.HeadersAsync()).Get("x-subscribed"));
        release.SetResult();
        Assert.True((await call.ReadAsync()).Found);
        Assert.False((await call.ReadAsync()).Found);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000)]
    public async Task Client_stream_is_summed(int count)
    {
        var (server, channel) = await TestServer.StartAsync();
        await using var _ = server;
        using var call = channel.Start(TestService.Sum);
        for (int i = 1; i <= count; i++)
            await call.WriteAsync(new Count { Number = (ulong)i });
        await call.CompleteAsync();
        Assert.Equal((ulong)count * ((ulong)count + 1) / 2, (await call.SingleAsync()).Total);
    }

    [Fact]
    public async Task Duplex_call_answers_each_message()
    {
        var (server, channel) = await TestServer.StartAsync();
        await using var _ = server;
        using var call = channel.Start(TestService.Chat);
        foreach (string word in (string[])["a", "b", "c"])
        {
            await call.WriteAsync(new Text { Text_ = word });
            Assert.Equal(word + "!", (await call.ReadAsync()).Message.Text_);
        }

        await call.CompleteAsync();
        Assert.False((await call.ReadAsync()).Found);
    }

    [Fact]
    public async Task Client_that_goes_away_cancels_a_stream()
    {
        var cancelled = new TaskCompletionSource();
        var binding = new RpcServiceBinding(RpctestReflection.Descriptor.Services[0]).ServerStream<Count, Count>("CountTo", async (_, writer, context) =>
        {
            try
            {
                await context.SendHeadersAsync();
                for (ulong i = 1; ; i++)
                    await writer.WriteAsync(new Count { Number = i });
            }
            catch (OperationCanceledException)
            {
                cancelled.SetResult();
                throw;
            }
        });
        var (server, channel) = await TestServer.StartAsync(service: binding);
        await using var _ = server;
        var call = await channel.StartAsync(TestService.CountTo, new Count());
        Assert.True((await call.ReadAsync()).Found);
        call.Dispose();
        await cancelled.Task;
    }

    [Fact]
    public async Task Orderly_stop_lets_a_call_end_and_takes_no_more()
    {
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var binding = new RpcServiceBinding(RpctestReflection.Descriptor.Services[0]).Unary<Text, Text>("Echo", async (request, _) =>
        {
            entered.SetResult();
            await release.Task;
            return request;
        });
        var (server, channel) = await TestServer.StartAsync(service: binding);
        await using var _ = server;
        var call = channel.UnaryAsync(TestService.Echo, new Text { Text_ = "x" });
        await entered.Task;
        var stop = server.Server.StopAsync(TimeSpan.FromMinutes(1));
        Assert.False(stop.IsCompleted);
        release.SetResult();
        Assert.Equal("x", (await call).Text_);
        await stop;
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => channel.UnaryAsync(TestService.Echo, new Text()))).Code);
    }

    [Fact]
    public async Task Hard_stop_ends_streams_as_unavailable()
    {
        var binding = new RpcServiceBinding(RpctestReflection.Descriptor.Services[0]).ServerStream<Count, Count>("CountTo", async (_, _, context) =>
        {
            await context.SendHeadersAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
        });
        var (server, channel) = await TestServer.StartAsync(service: binding);
        await using var _ = server;
        using var call = await channel.StartAsync(TestService.CountTo, new Count());
        await call.HeadersAsync();
        await server.Server.StopAsync(TimeSpan.Zero);
        var exception = await Assert.ThrowsAsync<RpcException>(() => call.ReadAsync());
        Assert.Equal(StatusCode.Unavailable, exception.Code);
    }
}
