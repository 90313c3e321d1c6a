using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using RpcTest.V1;
using Spacemesh.Rpc.Client;
using Spacemesh.Rpc.Reflection;
using Spacemesh.Rpc.Tests.Kit;

namespace Spacemesh.Rpc.Tests;

/// <summary>grpc-js as the other side: as client of our server, as server of our client.</summary>
public sealed class GrpcJsTests(GrpcJs node) : IClassFixture<GrpcJs>
{
    [Fact]
    public async Task Its_client_gets_from_our_server_what_a_client_expects()
    {
        Assert.SkipWhen(node.Missing is not null, node.Missing ?? "");
        await using var server = new TestServer();
        var listener = await server.ListenAsync(options => options with
        {
            MaxReceiveMessageSize = 10485760,
            Descriptors = DescriptorPool.FromResource(typeof(GrpcJsTests).Assembly, "rpctest.binpb"),
        });
        using var process = node.Start("client.mjs", listener.EndPoint.ToString());
        var errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        using var document = JsonDocument.Parse(output);
        var seen = document.RootElement;
        string[] services = ["grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection", "rpctest.v1.TestService"];
        Assert.Equal(services, Strings(seen, "services"));
        Assert.Equal(services, Strings(seen, "servicesAlpha"));
        Assert.Contains("Chat", Strings(seen, "methods"));
        Assert.Contains("proto: not found", seen.GetProperty("missing").GetString(), StringComparison.Ordinal);
        Assert.Equal("你好", seen.GetProperty("echo").GetString());
        Assert.Equal("hello there", seen.GetProperty("header").GetString());
        Assert.Equal("00ff07", seen.GetProperty("binary").GetString());
        Assert.Equal("hello there", seen.GetProperty("trailer").GetString());
        Assert.Equal((3, "100 % ünïcode\n你好"), Status(seen, "failure"));
        Assert.Equal((13, "internal error"), Status(seen, "bug"));
        Assert.Equal((12, "method Unbound not implemented"), Status(seen, "unbound"));
        Assert.Equal(4, Status(seen, "deadline").Code);
        Assert.Equal((8, "grpc: received message larger than max (10485766 vs. 10485760)"), Status(seen, "tooLarge"));
        Assert.Equal(4000000, seen.GetProperty("large").GetInt32());
        Assert.Equal((12, "grpc: Decompressor is not installed for grpc-encoding \"gzip\""), Status(seen, "gzip"));
        Assert.Equal(5000, seen.GetProperty("counted").GetInt32());
        Assert.Equal((15, "lost the rest"), Status(seen, "lost"));
        Assert.Equal("500500", seen.GetProperty("sum").GetString());
        Assert.Equal(["w0!", "w1!", "w2!"], Strings(seen, "chat"));
        Assert.Equal(1, seen.GetProperty("cancelled").GetInt32());
    }

    [Fact]
    public async Task Our_client_gets_from_its_server_what_a_client_expects()
    {
        Assert.SkipWhen(node.Missing is not null, node.Missing ?? "");
        using var process = node.Start("server.mjs", Path.Combine(AppContext.BaseDirectory, "Protos", "rpctest.binpb"));
        try
        {
            int port = int.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            using var channel = new RpcChannel(
                new RpcChannelOptions { Address = new Uri($"http://127.0.0.1:{port}"), MaxReceiveMessageSize = 16 << 20 }, TimeProvider.System);
            await CheckUnaryAsync(channel);
            await CheckStreamsAsync(channel);
        }
        finally
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
        }
    }

    private static async Task CheckUnaryAsync(RpcChannel channel)
    {
        var metadata = new RpcMetadata { { "x-text", "hello there" } };
        metadata.Add("x-data-bin", [0, 255, 7]);
        using var call = await channel.StartAsync(TestService.Echo, new Text { Text_ = "你好" }, new RpcCallOptions { Metadata = metadata });
        var headers = await call.HeadersAsync();
        Assert.Equal("hello there", headers.Get("x-text"));
        Assert.Equal([0, 255, 7], headers.GetBytes("x-data-bin"));
        Assert.Equal("你好", (await call.SingleAsync()).Text_);
        Assert.Equal("hello there", call.Trailers.Get("x-after"));

        var failure = await Assert.ThrowsAsync<RpcException>(() => channel.UnaryAsync(TestService.Fail, new Text { Text_ = "100 % ünïcode\n你好" }));
        Assert.Equal((StatusCode.InvalidArgument, "100 % ünïcode\n你好"), (failure.Code, failure.Message));
        var late = await Assert.ThrowsAsync<RpcException>(
            () => channel.UnaryAsync(TestService.Fail, new Text { Text_ = "wait" }, new RpcCallOptions { Timeout = TimeSpan.FromMilliseconds(50) }));
        Assert.Equal(StatusCode.DeadlineExceeded, late.Code);
        var missing = await Assert.ThrowsAsync<RpcException>(() => channel.UnaryAsync(TestService.Raw("/rpctest.v1.Nothing/X"), []));
        Assert.Equal(StatusCode.Unimplemented, missing.Code);
        var large = await channel.UnaryAsync(TestService.Bytes, new Blob { Data = ByteString.CopyFrom(new byte[12_000_000]) });
        Assert.Equal(12_000_000, large.Data.Length);
    }

    private static async Task CheckStreamsAsync(RpcChannel channel)
    {
        ulong count = 0;
        using var counting = await channel.StartAsync(TestService.CountTo, new Count { Number = 5000 });
        await foreach (var message in counting.ReadAllAsync())
            Assert.Equal(++count, message.Number);
        Assert.Equal(5000UL, count);

        using var failing = await channel.StartAsync(TestService.CountTo, new Count { Number = 2, Total = 1 });
        Assert.True((await failing.ReadAsync()).Found);
        Assert.True((await failing.ReadAsync()).Found);
        Assert.Equal(StatusCode.DataLoss, (await Assert.ThrowsAsync<RpcException>(() => failing.ReadAsync())).Code);

        using var sum = channel.Start(TestService.Sum);
        for (ulong i = 1; i <= 1000; i++)
            await sum.WriteAsync(new Count { Number = i });
        await sum.CompleteAsync();
        Assert.Equal(500500UL, (await sum.SingleAsync()).Total);

        using var chat = channel.Start(TestService.Chat);
        for (int i = 0; i < 3; i++)
        {
            await chat.WriteAsync(new Text { Text_ = $"w{i}" });
            Assert.Equal($"w{i}!", (await chat.ReadAsync()).Message.Text_);
        }

        await chat.CompleteAsync();
        Assert.False((await chat.ReadAsync()).Found);
    }

    private static string[] Strings(JsonElement seen, string name) => [.. seen.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];

    private static (int Code, string? Details) Status(JsonElement seen, string name) =>
        (seen.GetProperty(name).GetProperty("code").GetInt32(), seen.GetProperty(name).GetProperty("details").GetString());
}
