using System.Net;
using System.Security.Authentication;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Spacemesh.Rpc.Server;

/// <summary>One Kestrel with one listener: Kestrel's limits are per server, ours per listener.</summary>
internal sealed class KestrelHost : IAsyncDisposable
{
    private readonly WebApplication _services;
    private readonly IServer _server;
    private ListenOptions? _listen;

    private KestrelHost(WebApplication services)
    {
        _services = services;
        _server = services.Services.GetRequiredService<IServer>();
    }

    /// <summary>The address bound, with its real port.</summary>
    public IPEndPoint EndPoint => _listen!.IPEndPoint!;

    /// <exception cref="IOException">The address cannot be bound; the text names it.</exception>
    public static async Task<KestrelHost> StartAsync(
        IPEndPoint endPoint, Action<KestrelServerOptions> limits, Action<ListenOptions> listen, Func<HttpContext, Task> handle, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        KestrelHost? host = null;
        ListenOptions? bound = null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.ResponseHeaderEncodingSelector = _ => Encoding.UTF8;
            limits(options);
            options.Listen(endPoint, listener =>
            {
                bound = listener;
                listen(listener);
            });
        });
        try
        {
            host = new KestrelHost(builder.Build());
            await host._server.StartAsync(new HttpApplication(handle), cancellationToken);
            host._listen = bound;
            return host;
        }
        catch (Exception exception)
        {
            if (host is not null)
                await host.DisposeAsync();
            if (exception is IOException or System.Net.Sockets.SocketException)
                throw new IOException($"cannot listen on {endPoint}: {exception.Message}", exception);
            throw;
        }
    }

    /// <summary>TLS as spec 09a §2.3: 1.2 and newer, client certificates against the pool.</summary>
    public static void UseTls(ListenOptions listener, RpcServerTls tls, TimeSpan handshakeLimit, TimeProvider time)
    {
        var https = new HttpsConnectionAdapterOptions
        {
            ServerCertificate = tls.Certificate,
            ServerCertificateChain = tls.Chain,
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            HandshakeTimeout = handshakeLimit == Timeout.InfiniteTimeSpan ? TimeSpan.FromDays(1) : handshakeLimit,
            TlsClientHelloBytesCallback = ClientHello.Remember,
            OnAuthenticate = (connection, ssl) =>
            {
                if (ClientHello.OffersOnlyOthersThanHttp2(connection))
                    ssl.ApplicationProtocols = null;
            },
        };
        if (tls.ClientAuthorities.Count > 0)
        {
            var check = new ClientCertificateCheck(tls.ClientAuthorities, time);
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, chain, _) => check.Accepts(certificate, chain?.ChainPolicy.ExtraStore);
        }

        listener.UseHttps(https);
    }

    /// <summary>Takes no new calls, waits for the running ones until the token fires, then cuts them off.</summary>
    public Task StopAsync(CancellationToken cut) => _server.StopAsync(cut);

    public async ValueTask DisposeAsync()
    {
        _server.Dispose();
        await _services.DisposeAsync();
    }
}
