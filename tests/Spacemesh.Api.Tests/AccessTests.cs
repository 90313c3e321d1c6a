using System.Net;
using System.Net.Http.Headers;
using Spacemesh.Api.Access;
using Spacemesh.Api.Tests.Golden;

namespace Spacemesh.Api.Tests;

public sealed class AccessTests
{
    private const string Echo = "spacemesh.v1.NodeService/Echo";

    private static readonly V1.EchoRequest Hello = new() { Msg = new() { Value = "hello" } };

    [Fact]
    public async Task Calls_beyond_the_rate_are_refused_and_come_back_with_time()
    {
        var time = new Rpc.Tests.Kit.ManualTime();
        await using var node = new SmallNode(
            options => options with { Public = options.Public with { Limits = new CallLimits { CallsPerSecond = 1, Burst = 5, LoopbackIsFree = false } } }, serverTime: time);
        for (int i = 0; i < 5; i++)
            await node.CallAsync<V1.EchoResponse>(Echo, Hello);
        Assert.Equal(StatusCode.ResourceExhausted, (await node.FailsAsync(Echo, Hello)).Code);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("hello", (await node.CallAsync<V1.EchoResponse>(Echo, Hello)).Msg.Value);
    }

    [Fact]
    public async Task Flood_from_this_machine_is_free_by_default()
    {
        await using var node = new SmallNode(options => options with { Public = options.Public with { Limits = CallLimits.Public with { Burst = 1 } } });
        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => node.CallAsync<V1.EchoResponse>(Echo, Hello)));
    }

    [Fact]
    public async Task Streams_of_an_address_are_counted_and_released()
    {
        await using var node = new SmallNode(options => options with { Public = options.Public with { Limits = CallLimits.Public with { StreamsPerAddress = 3 } } });
        var open = new List<RpcCall<byte[], byte[]>>();
        for (int i = 0; i < 3; i++)
        {
            open.Add(await node.StreamAsync("spacemesh.v1.NodeService/StatusStream", new V1.StatusStreamRequest()));
            await open[^1].HeadersAsync();
        }

        using (var refused = await node.StreamAsync("spacemesh.v1.NodeService/StatusStream", new V1.StatusStreamRequest()))
            Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => refused.ReadAsync())).Code);
        await node.CallAsync<V1.EchoResponse>(Echo, Hello);
        foreach (var call in open)
            call.Dispose();

        // The server notices a cancelled stream a little later.
        StatusCode code;
        do
        {
            using var again = await node.StreamAsync("spacemesh.v1.NodeService/StatusStream", new V1.StatusStreamRequest());
            try
            {
                await again.HeadersAsync();
                code = StatusCode.Ok;
            }
            catch (RpcException exception)
            {
                code = exception.Code;
            }
        }
        while (code == StatusCode.ResourceExhausted);
        Assert.Equal(StatusCode.Ok, code);
    }

    [Fact]
    public async Task Endpoint_with_a_token_answers_only_those_who_show_it()
    {
        await using var node = new SmallNode(options => options with { Public = options.Public with { Token = "secret" } });
        Assert.Equal(StatusCode.Unauthenticated, (await node.FailsAsync(Echo, Hello)).Code);
        var wrong = new RpcCallOptions { Metadata = new RpcMetadata { { "authorization", "Bearer secre" } } };
        Assert.Equal(StatusCode.Unauthenticated, (await node.FailsAsync(Echo, Hello, options: wrong)).Code);
        var right = new RpcCallOptions { Metadata = new RpcMetadata { { "authorization", "bearer secret" } } };
        Assert.Equal("hello", (await node.CallAsync<V1.EchoResponse>(Echo, Hello, options: right)).Msg.Value);

        using var refused = await node.Node.Http!.PostAsync("/v1/node/version", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/node/version") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", "secret") } };
        using var answered = await node.Node.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);

        // Other endpoints have their own.
        await node.CallAsync<V1.SmesherIDsResponse>("spacemesh.v1.SmesherService/SmesherIDs", new Google.Protobuf.WellKnownTypes.Empty(), "private");
    }
}
