using System.Net;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Events;

namespace Spacemesh.Dashboard;

/// <summary>
/// Serves the dashboard: one page without outside resources, the node's present as JSON, and events as they happen. Read only. A watcher
/// that is too slow is cut off and asks again.
/// </summary>
public sealed class DashboardServer : IAsyncDisposable
{
    private const int EventCapacity = 256;
    private const int MostStreams = 64;

    private static readonly (string Path, string Resource, string Type)[] Files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/dashboard.js", "dashboard.js", "text/javascript; charset=utf-8"),
        ("/dashboard.css", "dashboard.css", "text/css; charset=utf-8"),
        ("/icon.svg", "icon.svg", "image/svg+xml"),
    ];

    private readonly DashboardSources _sources;
    private readonly SmesherJournal _journal = new();
    private readonly DashboardSnapshot _snapshot;
    private readonly WebApplication _application;
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _time;
    private readonly Task _following;
    private int _streams;

    private DashboardServer(DashboardSources sources, DashboardOptions options, TimeProvider time)
    {
        _sources = sources;
        _time = time;
        _snapshot = new DashboardSnapshot(sources, options, _journal, time);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxConcurrentConnections = 2 * MostStreams;
            kestrel.Listen(options.Listener);
        });
        builder.Services.AddRoutingCore();
        _application = builder.Build();
        _application.Run(AnswerAsync);
        _following = FollowAsync(_stop.Token);
    }

    /// <summary>Where the page is.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <exception cref="IOException">The address cannot be bound; the message names the key.</exception>
    public static async Task<DashboardServer> StartAsync(DashboardSources sources, DashboardOptions options, TimeProvider time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var server = new DashboardServer(sources, options, time);
        try
        {
            await server._application.StartAsync(cancellationToken);
            var bound = new Uri(server._application.Urls.First());
            server.Address = bound.Host is "0.0.0.0" or "[::]" ? new UriBuilder(bound) { Host = IPAddress.Loopback.ToString() }.Uri : bound;
            return server;
        }
        catch (Exception e)
        {
            await server.DisposeAsync();
            if (e is IOException)
                throw new IOException($"dashboard.listener: the dashboard cannot listen on {options.Listener}: {e.Message}", e);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
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
        await _following;
        _stop.Dispose();
    }

    private static byte[] Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException($"no page {name}");
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var (recent, live) = _sources.Events.SubscribeUserEvents(EventCapacity);
            using (live)
            {
                foreach (var happened in recent)
                    _journal.Take(happened);
                try
                {
                    while (!live.IsFull)
                    {
                        while (live.TryRead(out var happened))
                            _journal.Take(happened);
                        await live.WaitAsync(cancellationToken);
                    }
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        switch (context.Request.Path.Value)
        {
            case "/api/state":
                context.Response.ContentType = "application/json";
                await context.Response.Body.WriteAsync(_snapshot.Write(), context.RequestAborted);
                break;
            case "/api/restart":
                context.Response.ContentType = "application/json";
                await context.Response.Body.WriteAsync(Advice(), context.RequestAborted);
                break;
            case "/api/events":
                await StreamAsync(context);
                break;
            case var path when Array.Find(Files, file => file.Path == path) is { Resource: not null } file:
                context.Response.ContentType = file.Type;
                await context.Response.Body.WriteAsync(Resource(file.Resource), context.RequestAborted);
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private byte[] Advice()
    {
        var smeshing = _sources.Smeshing;
        var advice = RestartAdvice.Now(_sources.Clock, _time.GetUtcNow(), smeshing?.Identities ?? [], _journal, _sources.IsHareInCharge, smeshing?.PostStates() ?? []);
        return JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["safe"] = advice.IsSafe,
            ["reasons"] = advice.Reasons,
            ["safe_at"] = advice.SafeAt,
        });
    }

    private async Task StreamAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref _streams) > MostStreams)
        {
            Interlocked.Decrement(ref _streams);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        try
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stop.Token);
            context.Response.ContentType = "text/event-stream";
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            var (recent, live) = _sources.Events.SubscribeUserEvents(EventCapacity);
            using (live)
            using (var errors = _sources.Events.Subscribe<ErrorLogged>(EventCapacity))
            {
                foreach (var happened in recent)
                    await WriteAsync(context, happened, ended.Token);
                await context.Response.Body.FlushAsync(ended.Token);
                while (!live.IsFull && !errors.IsFull)
                {
                    while (live.TryRead(out var happened))
                        await WriteAsync(context, happened, ended.Token);
                    while (errors.TryRead(out var error))
                        await WriteAsync(context, error, ended.Token);
                    await context.Response.Body.FlushAsync(ended.Token);
                    await Task.WhenAny(live.WaitAsync(ended.Token), errors.WaitAsync(ended.Token));
                    ended.Token.ThrowIfCancellationRequested();
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The watcher left, or the node stops.
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }

    private static async Task WriteAsync(HttpContext context, UserEventOccurred happened, CancellationToken cancellationToken)
    {
        byte[] data = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["time"] = happened.Time.ToUnixTimeMilliseconds(),
            ["kind"] = happened.Event.GetType().Name,
            ["failure"] = happened.Event.IsFailure,
            ["text"] = happened.Event.Help,
        });
        await SendAsync(context, data, cancellationToken);
    }

    private static Task WriteAsync(HttpContext context, ErrorLogged error, CancellationToken cancellationToken) => SendAsync(
        context,
        JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["time"] = null,
            ["kind"] = "Log",
            ["failure"] = error.Severity >= LogSeverity.Error,
            ["text"] = error.Message,
        }),
        cancellationToken);

    private static async Task SendAsync(HttpContext context, byte[] data, CancellationToken cancellationToken)
    {
        await context.Response.Body.WriteAsync("data: "u8.ToArray(), cancellationToken);
        await context.Response.Body.WriteAsync(data, cancellationToken);
        await context.Response.Body.WriteAsync("\n\n"u8.ToArray(), cancellationToken);
    }
}
