using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Spacemesh.Post.Remote.Http;

/// <summary>A small HTTP server for requests without bodies: bounded connections, bounded header sizes, bounded waits.</summary>
internal sealed class PlainHttpServer : IAsyncDisposable
{
    private const int MostConnections = 256;

    private readonly WebApplication _application;
    private readonly ListenOptions _listen;

    private PlainHttpServer(WebApplication application, ListenOptions listen)
    {
        _application = application;
        _listen = listen;
    }

    /// <summary>The address bound, with its real port.</summary>
    public IPEndPoint EndPoint => _listen.IPEndPoint!;

    /// <exception cref="IOException">The address cannot be bound.</exception>
    public static async Task<PlainHttpServer> StartAsync(IPEndPoint endPoint, RequestDelegate handle, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        ListenOptions? listen = null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxConcurrentConnections = MostConnections;
            options.Limits.MaxRequestBodySize = 0;
            options.Limits.MaxRequestLineSize = 4096;
            options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            options.Listen(endPoint, listener => listen = listener);
        });
        var application = builder.Build();
        application.Run(handle);
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }

        return new PlainHttpServer(application, listen!);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }
}
