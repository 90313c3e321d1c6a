using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Spacemesh.Rpc.Server;

namespace Spacemesh.Rpc.Gateway;

/// <summary>A call that came as JSON.</summary>
internal sealed class GatewayCall : RpcContext, IDisposable
{
    private const string MetadataPrefix = "Grpc-Metadata-";

    private readonly HttpContext _http;
    private readonly Func<ValueTask>? _sendHeaders;
    private readonly CancellationTokenSource? _deadline;
    private readonly CancellationTokenSource? _linked;

    public GatewayCall(HttpContext http, RpcHandler handler, TimeSpan? timeout, TimeProvider time, Func<ValueTask>? sendHeaders = null)
    {
        _http = http;
        _sendHeaders = sendHeaders;
        Method = handler.Path;
        CancellationToken = http.RequestAborted;
        foreach (var (name, values) in http.Request.Headers)
        {
            string? key = name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase) ? name[MetadataPrefix.Length..].ToLowerInvariant()
                : name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) ? "authorization" : null;
            foreach (string? value in key is null or "" ? [] : values)
                RequestMetadata.TryAddWire(key!, value ?? "");
        }

        if (timeout is { } left)
        {
            Deadline = time.GetUtcNow() + left;
            if (left < TimeSpan.FromDays(49))
            {
                _deadline = new CancellationTokenSource(left, time);
                _linked = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token, http.RequestAborted);
                CancellationToken = _linked.Token;
            }
        }
    }

    public override string Method { get; }

    public override RpcMetadata RequestMetadata { get; } = new();

    public override IPEndPoint? Peer => _http.Connection.RemoteIpAddress is { } address ? new IPEndPoint(address, _http.Connection.RemotePort) : null;

    public override X509Certificate2? PeerCertificate => _http.Connection.ClientCertificate;

    public override bool IsGateway => true;

    public override DateTimeOffset? Deadline { get; }

    public override CancellationToken CancellationToken { get; }

    public bool DeadlinePassed => _deadline is { IsCancellationRequested: true };

    public override ValueTask SendHeadersAsync() => _sendHeaders?.Invoke() ?? ValueTask.CompletedTask;

    public void Dispose()
    {
        _linked?.Dispose();
        _deadline?.Dispose();
    }
}
