using System.Net;
using System.Net.Http.Json;
using Grpc.Reflection.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
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

    private static readonly ServerReflectionRequest Request = new() { Host = "localhost", ListServices = "*" };

    private readonly RpcServer _server = new(TimeProvider.System, new NoJitter());
    private readonly RpcChannel _channel;
    private readonly RpcMethod<ServerReflectionRequest, ServerReflectionResponse> _echo;
    private readonly RpcMethod<ServerReflectionRequest, ServerReflectionResponse> _stream;
    private readonly WebApplication _json;
    private readonly HttpClient _http;

    public RpcBenchmarks()
    {
        // The messages of the reflection service serve as payload; its duplex method carries a unary exchange, or a stream.
        var descriptor = ReflectionReflection.Descriptor.Services[0];
        var binding = new RpcServiceBinding(descriptor).Duplex<ServerReflectionRequest, ServerReflectionResponse>("ServerReflectionInfo", AnswerAsync);
        var listener = _server.ListenAsync(new GrpcListenerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Services = [binding], Reflection = false })
            .GetAwaiter().GetResult();
        _channel = new RpcChannel(new RpcChannelOptions { Address = new Uri($"http://{listener.EndPoint}") }, TimeProvider.System);
        _echo = RpcMethod.Of<ServerReflectionRequest, ServerReflectionResponse>(descriptor, "ServerReflectionInfo");
        _stream = _echo;

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

    private static async Task AnswerAsync(IAsyncEnumerable<ServerReflectionRequest> requests, RpcStreamWriter<ServerReflectionResponse> writer, RpcContext context)
    {
        await foreach (var request in requests)
        {
            int count = request.MessageRequestCase == ServerReflectionRequest.MessageRequestOneofCase.FileByFilename ? MessagesPerStream : 1;
            var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
            for (int i = 0; i < count; i++)
                await writer.WriteAsync(response);
        }
    }

    private static async IAsyncEnumerable<Body> StreamBodies(Body body)
    {
        for (int i = 0; i < MessagesPerStream; i++)
        {
            yield return body;
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
        using var call = await _channel.StartAsync(_stream, new ServerReflectionRequest { Host = "localhost", FileByFilename = "*" });
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
        await foreach (var _ in response.Content.ReadFromJsonAsAsyncEnumerable<Body>())
            count++;
        if (count != MessagesPerStream)
            throw new InvalidOperationException($"{count} messages arrived");
    }

    private sealed record Body(string Host, string ListServices)
    {
        public static Body Sample { get; } = new("localhost", "*");
    }

    private sealed class NoJitter : IRandomSource
    {
        public void Fill(Span<byte> destination) => destination.Clear();

        public ulong NextUInt64() => 0;

        public int Next(int exclusiveMaximum) => 0;

        public double NextDouble() => 0.5;
    }
}
