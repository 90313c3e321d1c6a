// A benchmark's operation is synchronous.
#pragma warning disable VSTHRD002

using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RpcTest.V1;
using Spacemesh.Rpc;
using Spacemesh.Rpc.Client;
using Spacemesh.Rpc.Server;
using Spacemesh.Runtime;

namespace Spacemesh.Bench.Poet;

/// <summary>
/// The RPC library over loopback, client and server in this process, against ASP.NET minimal JSON endpoints called by HttpClient with the same payload.
/// </summary>
public sealed class RpcBenchmarks : BenchmarkSuite, IDisposable
{
    private const int CallsAtOnce = 16;
    private const int MessagesPerStream = 2000;

    private static readonly Text Request = new() { Text_ = "the payload of a small call" };

    private readonly RpcServer _server = new(TimeProvider.System, new NoJitter());
    private readonly RpcChannel _channel;
    private readonly RpcMethod<Text, Text> _echo;
    private readonly RpcMethod<Count, Count> _stream;
    private readonly WebApplication _json;
    private readonly HttpClient _http;

    public RpcBenchmarks()
    {
        var descriptor = RpctestReflection.Descriptor.Services[0];
        var binding = new RpcServiceBinding(descriptor)
            .Unary<Text, Text>("Echo", (request, _) => Task.FromResult(request))
            .ServerStream<Count, Count>("CountTo", CountAsync);
        var listener = _server.ListenAsync(new GrpcListenerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Services = [binding], Reflection = false })
            .GetAwaiter().GetResult();
        _channel = new RpcChannel(new RpcChannelOptions { Address = new Uri($"http://{listener.EndPoint}") }, TimeProvider.System);
        _echo = RpcMethod.Of<Text, Text>(descriptor, "Echo");
        _stream = RpcMethod.Of<Count, Count>(descriptor, "CountTo");

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _json = builder.Build();
        _json.MapPost("/echo", (Body body) => body);
        _json.MapPost("/stream", StreamBodies);
        _json.StartAsync().GetAwaiter().GetResult();
        string address = _json.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        _http = new HttpClient { BaseAddress = new Uri(address) };
    }

    public override string Part => "poet";

    public override IEnumerable<Benchmark> Benchmarks()
    {
        yield return new(
            $"Rpc unary calls, {CallsAtOnce} at once", () => AtOnce(CallAsync), Yardstick.InProcess("JSON endpoint", () => AtOnce(PostAsync), CallsAtOnce), CallsAtOnce, "calls/s");
        yield return new(
            "Rpc unary calls, one after the other", () => CallAsync().GetAwaiter().GetResult(),
            Yardstick.InProcess("JSON endpoint", () => PostAsync().GetAwaiter().GetResult()), 1, "calls/s");
        yield return new(
            "Rpc server-stream messages", () => StreamAsync().GetAwaiter().GetResult(),
            Yardstick.InProcess("JSON stream", () => PostStreamAsync().GetAwaiter().GetResult(), MessagesPerStream), MessagesPerStream, "messages/s");
    }

    public void Dispose()
    {
        _http.Dispose();
        _channel.Dispose();
        _json.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static void AtOnce(Func<Task> call) => Task.WhenAll(Enumerable.Range(0, CallsAtOnce).Select(_ => call())).GetAwaiter().GetResult();

    private static async Task CountAsync(Count request, RpcStreamWriter<Count> writer, RpcContext context)
    {
        for (ulong i = 1; i <= request.Number; i++)
            await writer.WriteAsync(new Count { Number = i, Total = request.Number });
    }

    private static async IAsyncEnumerable<Counted> StreamBodies(Body body)
    {
        for (ulong i = 0; i < MessagesPerStream; i++)
        {
            yield return new Counted(i, MessagesPerStream);
            if (i % 100 == 0)
                await Task.Yield();
        }
    }

    private async Task CallAsync() => await _channel.UnaryAsync(_echo, Request);

    private async Task PostAsync()
    {
        using var response = await _http.PostAsJsonAsync("/echo", Body.Sample);
        await response.Content.ReadFromJsonAsync<Body>();
    }

    private async Task StreamAsync()
    {
        using var call = await _channel.StartAsync(_stream, new Count { Number = MessagesPerStream });
        int count = 0;
        await foreach (var _ in call.ReadAllAsync())
            count++;
        if (count != MessagesPerStream)
            throw new InvalidOperationException($"{count} messages arrived");
    }

    private async Task PostStreamAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/stream") { Content = JsonContent.Create(Body.Sample) };
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        int count = 0;
        await foreach (var _ in response.Content.ReadFromJsonAsAsyncEnumerable<Counted>())
            count++;
        if (count != MessagesPerStream)
            throw new InvalidOperationException($"{count} messages arrived");
    }

    private sealed record Body(string Text)
    {
        public static Body Sample { get; } = new("the payload of a small call");
    }

    private sealed record Counted(ulong Number, ulong Total);

    private sealed class NoJitter : IRandomSource
    {
        public void Fill(Span<byte> destination) => destination.Clear();

        public ulong NextUInt64() => 0;

        public int Next(int exclusiveMaximum) => 0;

        public double NextDouble() => 0.5;
    }
}
