using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Spacemesh.Codec;
using Spacemesh.Config;
using Spacemesh.Config.Flags;
using Spacemesh.Primitives;
using Spacemesh.Rpc.Tests.Kit;

namespace Spacemesh.Node.Tests.Floods;

/// <summary>A node with all its listeners open, on a clock that the test moves, and the honest client that asks each of them.</summary>
public sealed class FloodedNode : IAsyncLifetime
{
    private static readonly PoetProofRef Kept = PoetProofRef.FromBytes(SHA256.HashData("kept"u8));

    private readonly TemporaryNode _folder = new();
    private readonly TestCertificates _certificates = new();
    private readonly int _tls = TemporaryNode.FreePort();
    private readonly int _metrics = TemporaryNode.FreePort();
    private readonly int _profiles = TemporaryNode.FreePort();
    private readonly int _post = TemporaryNode.FreePort();
    private readonly ManualTime _time = new();
    private SpacemeshNode? _node;

    public static TheoryData<string> All => ["public", "private", "post", "tls", "json", "dashboard", "metrics", "profiles"];

    public static TheoryData<string> Cleartext => ["public", "private", "post"];

    public static TheoryData<string> Web => ["json", "dashboard", "metrics", "profiles"];

    public async ValueTask InitializeAsync()
    {
        // Certificates are valid from today on.
        _time.Advance(DateTimeOffset.UtcNow - _time.GetUtcNow());
        string Pem(string name, string text)
        {
            string path = Path.Combine(_folder.Folder, name);
            File.WriteAllText(path, text);
            return path;
        }

        var flags = CommandLine.Parse(_folder.Flags(
            "2099-01-01T00:00:00Z", $"--grpc-post-listener=127.0.0.1:{_post}", "--metrics", $"--metrics-port={_metrics}", "--pprof-server", $"--pprof-listener=127.0.0.1:{_profiles}"));
        string tls = $$"""
            {
              "dashboard": { "listener": "127.0.0.1:0" },
              "api": {
                "grpc-tls-listener": "127.0.0.1:{{_tls}}", "grpc-tls-services": ["node"],
                "grpc-tls-ca-cert": "{{Pem("ca.pem", _certificates.Authority.ExportCertificatePem())}}",
                "grpc-tls-cert": "{{Pem("server.pem", _certificates.Server.ExportCertificatePem())}}",
                "grpc-tls-key": "{{Pem("server.key", _certificates.Server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())}}"
              }
            }
            """;
        _node = await _folder.StartAsync(NodeConfiguration.Load(flags, TemporaryNode.Machine, tls, "node.json"), time: _time);
        _node.State.Poets.Add(Kept, new ScaleBytes(new byte[100]), null, (ScaleText)"1");
    }

    /// <summary>Moves the node's clock on by steps until the task is done.</summary>
    internal Task PassAsync(TimeSpan step, Task task) => Eventually.AsTimePasses(_time, step, task);

    /// <summary>Where a listener is.</summary>
    internal IPEndPoint At(string listener) => listener switch
    {
        "public" => _node!.Api.Public!,
        "private" => _node!.Api.Private!,
        "post" => _node!.Api.Post!,
        "tls" => _node!.Api.Tls!,
        "json" => _node!.Api.Json!,
        "dashboard" => new IPEndPoint(IPAddress.Loopback, _node!.Dashboard!.Address.Port),
        "metrics" => new IPEndPoint(IPAddress.Loopback, _metrics),
        _ => new IPEndPoint(IPAddress.Loopback, _profiles),
    };

    /// <summary>A client of a listener, on connections of its own.</summary>
    internal HttpClient Client(string listener)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { ClientCertificates = [_certificates.Client], RemoteCertificateValidationCallback = (_, _, _, _) => true },
        };
        return new HttpClient(handler)
        {
            BaseAddress = new Uri($"{(listener == "tls" ? "https" : "http")}://{At(listener)}"),
            DefaultRequestVersion = IsGrpc(listener) ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    /// <summary>One honest call on a connection of its own.</summary>
    internal async Task AskAsync(string listener)
    {
        using var client = Client(listener);
        var (status, message) = listener switch
        {
            "public" or "tls" => await CallAsync(client, "/spacemesh.v1.NodeService/Status", new byte[5]),
            "private" => await CallAsync(client, "/spacemesh.v1.SmesherService/IsSmeshing", new byte[5]),
            "post" => await CallAsync(client, "/spacemesh.v1.PostInfoService/PostStates", new byte[5]),
            "json" => await PostAsync(client, "/spacemesh.v2alpha1.NodeService/Status"),
            "dashboard" => await GetAsync(client, "/api/state"),
            "metrics" => await GetAsync(client, "/metrics"),
            _ => await GetAsync(client, "/debug/pprof/"),
        };
        Assert.True(status == 0, $"{listener}: {status} {message}");
    }

    /// <summary>A gRPC call with a body as it is: its status and message.</summary>
    internal static async Task<(int Status, string Message)> CallAsync(HttpClient client, string path, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/grpc");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.TE.ParseAdd("trailers");
        using var answer = await client.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        string Field(string name) => answer.TrailingHeaders.TryGetValues(name, out var values) || answer.Headers.TryGetValues(name, out values) ? values.First() : "";
        return (int.TryParse(Field("grpc-status"), out int status) ? status : -(int)answer.StatusCode, Field("grpc-message"));
    }

    /// <summary>Every listener answers, the node runs, and its data are there.</summary>
    internal async Task ServesAsync()
    {
        foreach (string listener in All.Select(row => row.Data))
            await AskAsync(listener);
        Assert.False(_node!.Completion.IsCompleted, "the node ended");
        Assert.True(_node.State.Poets.Contains(Kept));
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
        _folder.Dispose();
        _certificates.Dispose();
    }

    internal static bool IsGrpc(string listener) => listener is "public" or "private" or "post" or "tls";

    private static async Task<(int Status, string Message)> GetAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return (answer.IsSuccessStatusCode ? 0 : (int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<(int Status, string Message)> PostAsync(HttpClient client, string path)
    {
        using var body = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(path, body);
        return (answer.IsSuccessStatusCode ? 0 : (int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
