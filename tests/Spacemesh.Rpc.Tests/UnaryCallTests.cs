using Google.Protobuf;
using RpcTest.V1;
using Spacemesh.Rpc.Client;
using Spacemesh.Rpc.Server;
using Spacemesh.Rpc.Tests.Kit;
using Spacemesh.Rpc.Tests.Vectors;

namespace Spacemesh.Rpc.Tests;

public sealed class UnaryCallTests
{
    [Fact]
    public async Task Unary_call_returns_the_response()
    {
        var (server, channel) = await TestServer.StartAsync();
        await using var _ = server;
        var response = await channel.UnaryAsync(TestService.Echo, new Text { Text_ = "你好" });
        Assert.Equal("你好", response.Text_);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16384)]
    [InlineData(1 << 20)]
    [InlineData(10_485_000)]
    public async Task Messages_of_any_size_pass_both_ways(int size)
    {
        var (server, channel) = await TestServer.StartAsync(
            options => options with { MaxReceiveMessageSize = 10485760 }, options => options with { MaxReceiveMessageSize = 10485760 });
        await using var _ = server;
        byte[] data = new byte[size];
        for (int i = 0; i < size; i++)
            data[i] = (byte)(i * 31);
        var response = await channel.UnaryAsync(TestService.Bytes, new Blob { Data = ByteString.CopyFrom(data) });
        Assert.True(response.Data.Span.SequenceEqual(data));
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public async Task Server_takes_exactly_the_largest_request(int size, bool taken)
    {
        var (server, channel) = await TestServer.StartAsync(options => options with { MaxReceiveMessageSize = 1000 });
        await using var _ = server;
        byte[] message = [0x0a, 0xe5, 7, .. new byte[size - 3]];
        message[1] = (byte)(0x80 | ((size - 3) & 0x7f));
        message[2] = (byte)((size - 3) >> 7);
        var (code, text, _) = RawCall.Run(channel, "rpctest.v1.TestService/Bytes", message);
        Assert.Equal(taken ? StatusCode.Ok : StatusCode.ResourceExhausted, code);
        Assert.Equal(taken ? "" : "grpc: received message larger than max (1001 vs. 1000)", text);
    }

    [Fact]
    public async Task Response_larger_than_the_server_sends_is_refused()
    {
        var (server, channel) = await TestServer.StartAsync(options => options with { MaxSendMessageSize = 10 });
        await using var _ = server;
        var exception = await Assert.ThrowsAsync<RpcException>(() => channel.UnaryAsync(TestService.Echo, new Text { Text_ = "0123456789" }));
        Assert.Equal((StatusCode.ResourceExhausted, "trying to send message larger than max (12 vs. 10)"), (exception.Code, exception.Message));
    }

    [Fact]
    public async Task Response_larger_than_the_client_takes_is_refused()
    {
        var (server, channel) = await TestServer.StartAsync(null, options => options with { MaxReceiveMessageSize = 10 });
        await using var _ = server;
        var exception = await Assert.ThrowsAsync<RpcException>(() => channel.UnaryAsync(TestService.Echo, new Text { Text_ = "0123456789" }));
        Assert.Equal((StatusCode.ResourceExhausted, "grpc: received message larger than max (12 vs. 10)"), (exception.Code, exception.Message));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("100 % of ünïcode\n\"quoted\" \u0001 你好 😀")]
    [InlineData("")]
    public async Task Status_message_arrives_unchanged(string text)
    {
        var (server, channel) = await TestServer.StartAsync();
        await using var _ = server;
        var exception = await Assert.ThrowsAsync<RpcException>(() => channel.UnaryAsync(TestService.Fail, new Text { Text_ = text }));
        Assert.Equal((StatusCode.InvalidArgument, text), (exception.Code, exception.Message));
    }

    [Fact]
    public async Task Status_details_arrive()
    {
        var (server, channel) = await TestServer.StartAsync();
        await using var _ = server;
        var exception = await Assert.ThrowsAsync<RpcException>(() => channel.UnaryAsync(TestService.Fail, new Text { Text_ = "details" }));
        Assert.Equal(StatusCode.FailedPrecondition, exception.Code);
        Assert.Equal("why", Assert.Single(exception.Details).Unpack<Text>().Text_);
    }

    [Fact]
    public async Task Handler_that_fails_answers_internal_and_the_server_lives_on()
    {
        var (server, channel) = await TestServer.StartAsync();
        await using var _ = server;
        var exception = await Assert.ThrowsAsync<RpcException>(() => channel.UnaryAsync(TestService.Fail, new Text { Text_ = "bug" }));
        Assert.Equal(StatusCode.Internal, exception.Code);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
        Assert.Equal("x", (await channel.UnaryAsync(TestService.Echo, new Text { Text_ = "x" })).Text_);
    }

    [Fact]
    public async Task Method_without_handler_is_unimplemented()
    {
        var (server, channel) = await TestServer.StartAsync();
        await using var _ = server;
        var exception = await Assert.ThrowsAsync<RpcException>(() => channel.UnaryAsync(TestService.Unbound, new Text()));
        Assert.Equal((StatusCode.Unimplemented, "method Unbound not implemented"), (exception.Code, exception.Message));
    }

    [Fact]
    public async Task Metadata_travels_both_ways()
    {
        var (server, channel) = await TestServer.StartAsync();
        await using var _ = server;
        var metadata = new RpcMetadata { { "x-text", "a b~" } };
        metadata.Add("x-data-bin", [0, 255, 7]);
        using var call = await channel.StartAsync(TestService.Echo, new Text(), new RpcCallOptions { Metadata = metadata });
        var headers = await call.HeadersAsync();
        Assert.Equal("a b~", headers.Get("x-text"));
        Assert.Equal([0, 255, 7], headers.GetBytes("x-data-bin"));
        await call.SingleAsync();
        Assert.Equal("a b~", call.Trailers.Get("x-after"));
    }

    [Fact]
    public async Task Deadline_ends_the_call_on_both_sides()
    {
        var cancelled = new TaskCompletionSource();
        var entered = new TaskCompletionSource<DateTimeOffset?>();
        var time = new ManualTime();
        var binding = new RpcServiceBinding(RpctestReflection.Descriptor.Services[0]).Unary<Text, Text>("Echo", async (request, context) =>
        {
            entered.SetResult(context.Deadline);
            await using var registration = context.CancellationToken.Register(cancelled.SetResult);
            await cancelled.Task;
            context.CancellationToken.ThrowIfCancellationRequested();
            return request;
        });
        var (server, channel) = await TestServer.StartAsync(service: binding, time: time);
        await using var _ = server;
        var call = channel.UnaryAsync(TestService.Echo, new Text(), new RpcCallOptions { Timeout = TimeSpan.FromSeconds(30) });
        Assert.Equal(time.GetUtcNow() + TimeSpan.FromSeconds(30), await entered.Task);
        time.Advance(TimeSpan.FromSeconds(30));
        var exception = await Assert.ThrowsAsync<RpcException>(() => call);
        Assert.Equal((StatusCode.DeadlineExceeded, "context deadline exceeded"), (exception.Code, exception.Message));
        await cancelled.Task;
    }

    [Fact]
    public async Task Cancelling_reaches_the_handler()
    {
        var entered = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        var binding = new RpcServiceBinding(RpctestReflection.Descriptor.Services[0]).Unary<Text, Text>("Echo", async (request, context) =>
        {
            await using var registration = context.CancellationToken.Register(cancelled.SetResult);
            entered.SetResult();
            await cancelled.Task;
            return request;
        });
        var (server, channel) = await TestServer.StartAsync(service: binding);
        await using var _ = server;
        using var cancel = new CancellationTokenSource();
        var call = channel.UnaryAsync(TestService.Echo, new Text(), null, cancel.Token);
        await entered.Task;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await cancelled.Task;
    }

    [Fact]
    public async Task Unreachable_server_is_unavailable()
    {
        var (server, channel) = await TestServer.StartAsync();
        await server.Server.StopAsync(TimeSpan.Zero);
        await using var _ = server;
        var exception = await Assert.ThrowsAsync<RpcException>(() => channel.UnaryAsync(TestService.Echo, new Text()));
        Assert.Equal(StatusCode.Unavailable, exception.Code);
    }

    [Fact]
    public async Task Interceptors_run_outermost_first_and_may_refuse()
    {
        var order = new List<string>();
        RpcInterceptor Named(string name) => async (context, next) =>
        {
            order.Add(name);
            if (context.RequestMetadata.Get("authorization") != "Bearer t")
                throw new RpcException(StatusCode.Unauthenticated, "no token");
            await next();
            order.Add($"/{name}");
        };
        var (server, channel) = await TestServer.StartAsync(options => options with { Interceptors = [Named("a"), Named("b")] });
        await using var _ = server;
        var refused = await Assert.ThrowsAsync<RpcException>(() => channel.UnaryAsync(TestService.Echo, new Text()));
        Assert.Equal(StatusCode.Unauthenticated, refused.Code);
        order.Clear();
        await channel.UnaryAsync(TestService.Echo, new Text(), new RpcCallOptions { Metadata = new RpcMetadata { { "authorization", "Bearer t" } } });
        Assert.Equal(["a", "b", "/b", "/a"], order);
    }

    [Fact]
    public async Task Failure_after_the_response_was_written_goes_behind_it()
    {
        var (server, channel) = await TestServer.StartAsync(options => options with
        {
            Interceptors =
            [
                async (context, next) =>
                {
                    context.ResponseHeaders.Add("x-early", "1");
                    await next();
                    throw new RpcException(StatusCode.Aborted, "too late");
                },
            ],
        });
        await using var _ = server;
        using var call = await channel.StartAsync(TestService.Echo, new Text { Text_ = "x" });
        Assert.Equal("1", (await call.HeadersAsync()).Get("x-early"));
        Assert.Equal("x", (await call.ReadAsync()).Message.Text_);
        Assert.Equal("too late", (await Assert.ThrowsAsync<RpcException>(() => call.ReadAsync())).Message);
    }

    [Fact]
    public async Task Channel_metadata_goes_with_every_call()
    {
        string? seen = null;
        var (server, channel) = await TestServer.StartAsync(
            options => options with { Interceptors = [(context, next) => { seen = context.RequestMetadata.Get("authorization"); return next(); }] },
            options => options with { Metadata = _ => ValueTask.FromResult(new RpcMetadata { { "authorization", "Bearer x" } }) });
        await using var _ = server;
        await channel.UnaryAsync(TestService.Echo, new Text());
        Assert.Equal("Bearer x", seen);
    }

    [Fact]
    public async Task Observer_sees_calls_messages_and_codes()
    {
        var observer = new RecordingObserver();
        var (server, channel) = await TestServer.StartAsync(options => options with { Observer = observer });
        await using (server)
        {
            await channel.UnaryAsync(TestService.Echo, new Text());
            await Assert.ThrowsAsync<RpcException>(() => channel.UnaryAsync(TestService.Fail, new Text { Text_ = "no" }));
            await server.Server.StopAsync(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(
            [
                "started /rpctest.v1.TestService/Echo", "received", "sent", "finished /rpctest.v1.TestService/Echo Ok ",
                "started /rpctest.v1.TestService/Fail", "received", "finished /rpctest.v1.TestService/Fail InvalidArgument no",
            ],
            observer.Events);
    }
}
