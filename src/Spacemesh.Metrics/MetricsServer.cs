using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Spacemesh.Metrics.Exposition;
using Spacemesh.Metrics.Profiling;

namespace Spacemesh.Metrics;

/// <summary>
/// <c>/metrics</c> and <c>/debug/pprof/</c> over HTTP. As with go-spacemesh, each port that is opened shows both, but metrics only once they
/// are switched on.
/// </summary>
public sealed class MetricsServer : IAsyncDisposable
{
    private const int MostSeconds = 300;

    private const string Index = """
        <html><head><title>/debug/pprof/</title></head><body><h1>/debug/pprof/</h1>
        <p><a href="profile?seconds=30">profile</a>: where the threads are, for <code>go tool pprof</code></p>
        <p><a href="heap">heap</a>: what the managed heap holds, by type</p>
        <p>dotnet-counters, dotnet-trace and dotnet-gcdump work too.</p>
        </body></html>
        """;

    private readonly WebApplication _application;
    private readonly SelfProfiler _profiler;
    private readonly Func<string>? _metrics;

    private MetricsServer(IPEndPoint endPoint, Func<string>? metrics, TimeProvider time)
    {
        _metrics = metrics;
        _profiler = new SelfProfiler(time);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 100;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(endPoint, listener => listener.Protocols = HttpProtocols.Http1);
        });
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_application.Urls.First());

    /// <param name="endPoint">Address to listen on.</param>
    /// <param name="metrics">Writes the metrics; null where they are switched off.</param>
    /// <param name="time">Measures profiles.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="IOException">The address cannot be bound.</exception>
    public static async Task<MetricsServer> StartAsync(IPEndPoint endPoint, Func<string>? metrics, TimeProvider time, CancellationToken cancellationToken = default)
    {
        var server = new MetricsServer(endPoint, metrics, time);
        try
        {
            await server._application.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await _application.StopAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // Whoever still reads is cut off.
        }

        await _application.DisposeAsync();
        _profiler.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/metrics" when _metrics is not null:
                context.Response.ContentType = PrometheusText.ContentType;
                await context.Response.WriteAsync(_metrics(), context.RequestAborted);
                break;
            case "/debug/pprof" or "/debug/pprof/":
                context.Response.ContentType = "text/html; charset=utf-8";
                await context.Response.WriteAsync(Index, context.RequestAborted);
                break;
            case "/debug/pprof/profile":
                string? text = context.Request.Query["seconds"];
                int seconds = 30;
                if (text is not null && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) && seconds is > 0 and <= MostSeconds))
                    await RefuseAsync(context, StatusCodes.Status400BadRequest, $"seconds is a number from 1 to {MostSeconds}");
                else
                    await ProfileAsync(context, "profile", _profiler.ProcessorAsync(TimeSpan.FromSeconds(seconds), context.RequestAborted));
                break;
            case "/debug/pprof/heap":
                await ProfileAsync(context, "heap", _profiler.HeapAsync(context.RequestAborted));
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private static async Task ProfileAsync(HttpContext context, string name, Task<byte[]> taken)
    {
        try
        {
            byte[] profile = await taken;
            context.Response.ContentType = "application/octet-stream";
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
            await context.Response.Body.WriteAsync(profile, context.RequestAborted);
        }
        catch (InvalidOperationException e)
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, e.Message);
        }
        catch (OperationCanceledException)
        {
            // Whoever asked left.
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(reason + "\n", context.RequestAborted);
    }
}
