using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Spacemesh.Poet.Server;

namespace Spacemesh.Tools.Poet;

/// <summary><c>GET /metrics</c> in the Prometheus text format.</summary>
internal sealed class MetricsListener : IAsyncDisposable
{
    private readonly WebApplication _application;

    private MetricsListener(WebApplication application) => _application = application;

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<MetricsListener> StartAsync(int port, PoetMetrics metrics)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenAnyIP(port));
        var application = builder.Build();
        application.Run(context =>
        {
            if (context.Request.Path != "/metrics")
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }

            context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
            return context.Response.WriteAsync(metrics.Write());
        });
        await application.StartAsync();
        return new MetricsListener(application);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
