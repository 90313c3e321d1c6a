using System.Net;
using System.Text;
using Spacemesh.Crypto.Signing;
using Spacemesh.Poet.Schedule;
using Spacemesh.Poet.Server;
using Spacemesh.Poet.Server.Registration;
using Spacemesh.Poet.Server.Storage;
using Spacemesh.Poet.Work;
using Spacemesh.Rpc;
using Spacemesh.Rpc.Client;
using Spacemesh.Runtime;

namespace Spacemesh.Poet.Tests.Server;

/// <summary>A PoET server with all listeners on loopback, and clients of it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly PoetService _service;
    private readonly PoetListeners _listeners;
    private readonly RpcChannel _grpc;
    private readonly RpcChannel _admin;

    private RunningServer(PoetService service, PoetListeners listeners)
    {
        _service = service;
        _listeners = listeners;
        _grpc = Channel(listeners.Grpc!.EndPoint);
        _admin = Channel(listeners.Admin!.EndPoint);
    }

    public PoetService Service => _service;

    public RpcChannel Grpc => _grpc;

    public RpcChannel Admin => _admin;

    public static byte[] PrivateKey(byte firstOfSeed)
    {
        var privateKey = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed([.. Enumerable.Range(firstOfSeed, 32).Select(value => (byte)value)], privateKey);
        return privateKey;
    }

    /// <summary>The challenge of the proof of work that a database begins with.</summary>
    public static void StorePowChallenge(string databaseDirectory, byte[] challenge)
    {
        Directory.CreateDirectory(databaseDirectory);
        var writer = new XdrWriter();
        writer.Opaque(challenge);
        writer.Opaque([]);
        File.WriteAllBytes(Path.Combine(databaseDirectory, "pow_challenge.bin"), writer.ToArray());
    }

    public static PoetServerOptions Options(TemporaryFolder folder, RoundSchedule schedule) => new()
    {
        Schedule = schedule,
        DataDirectory = folder["data"],
        DatabaseDirectory = folder["db"],
        SubmitsPerSecond = 0,
        Members = new RoundMembersOptions(FlushAfter: TimeSpan.FromMilliseconds(1), SyncToDisk: false),
    };

    public static async Task<RunningServer> StartAsync(
        PoetServerOptions options, TimeProvider time, IWorkExecutor? executor = null, byte keySeed = 0xc8, int maxResponseSize = 8 << 20)
    {
        var service = PoetService.Start(options, new InlineWorkPool(), time, executor, privateKey: Convert.ToBase64String(PrivateKey(keySeed)));
        var loopback = new IPEndPoint(IPAddress.Loopback, 0);
        var listeners = await PoetListeners.StartAsync(
            service, new PoetListenerOptions(loopback, loopback, loopback, maxResponseSize), TimeProvider.System, SystemRandom.Instance);
        return new RunningServer(service, listeners);
    }

    /// <summary>A REST request: status, body and content headers by lower-case name.</summary>
    public async Task<(int Status, string Body, IReadOnlyDictionary<string, string> Headers)> RestAsync(string method, string path, string body, string? contentType = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"http://{_listeners.Rest!.EndPoint}{path}");
        if (body.Length > 0 || contentType is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType ?? "application/json");
        }

        using var response = await _http.SendAsync(request);
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(", ", header.Value));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), headers);
    }

    /// <summary>A gRPC call with encoded messages: code, text, response.</summary>
    public static async Task<(StatusCode Code, string Message, byte[] Response)> CallAsync(RpcChannel channel, string method, byte[] request)
    {
        var call = new RpcMethod<byte[], byte[]>($"/rpc.api.v1.{method}", false, false, RpcMarshaller.Raw, RpcMarshaller.Raw);
        try
        {
            return (StatusCode.Ok, "", await channel.UnaryAsync(call, request));
        }
        catch (RpcException exception)
        {
            return (exception.Code, exception.Message, []);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _grpc.Dispose();
        _admin.Dispose();
        await _listeners.DisposeAsync();
        await _service.DisposeAsync();
    }

    private static RpcChannel Channel(IPEndPoint endPoint) => new(new RpcChannelOptions { Address = new Uri($"http://{endPoint}") }, TimeProvider.System);
}
