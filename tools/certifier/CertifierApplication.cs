using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Spacemesh.Tools.Certifier;

/// <summary>
/// <c>POST /certify</c> (spec 02 §11). A bounded number of proofs is verified at a time and a bounded number of requests waits; more are
/// answered 429 at once.
/// </summary>
internal sealed class CertifierApplication : IAsyncDisposable
{
    private const string PlainText = "text/plain; charset=utf-8";

    private readonly CertifierConfig _config;
    private readonly Func<CertifyRequest, string?> _whyRefused;
    private readonly CertificateIssuer _issuer;
    private readonly SemaphoreSlim _verifying;
    private readonly WebApplication _application;
    private readonly CertifierCounters _counters = new();
    private int _inside;

    private CertifierApplication(CertifierConfig config, Func<CertifyRequest, string?> whyRefused, CertificateIssuer issuer)
    {
        _config = config;
        _whyRefused = whyRefused;
        _issuer = issuer;
        _verifying = new SemaphoreSlim(config.MaxConcurrentRequests);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxConcurrentConnections = 4096;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Listen(config.Listen);
            if (config.Metrics is { } metrics)
                kestrel.Listen(metrics);
        });
        _application = builder.Build();
        _application.Run(HandleAsync);
    }

    /// <summary>The address bound.</summary>
    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <param name="config">How to run.</param>
    /// <param name="whyRefused">Verifies a proof: null for a good one, else the reason.</param>
    /// <param name="issuer">Signs.</param>
    /// <exception cref="IOException">The address is taken.</exception>
    public static async Task<CertifierApplication> StartAsync(CertifierConfig config, Func<CertifyRequest, string?> whyRefused, CertificateIssuer issuer)
    {
        var application = new CertifierApplication(config, whyRefused, issuer);
        await application._application.StartAsync();
        return application;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _verifying.Dispose();
    }

    /// <summary><c>application/json</c> or <c>application/*+json</c>, whatever parameters.</summary>
    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.Type.Equals("application", StringComparison.OrdinalIgnoreCase)
        && (type.SubTypeWithoutSuffix.Equals("json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase));

    private static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = PlainText;
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (_config.Metrics is { } metrics && context.Connection.LocalPort == metrics.Port)
        {
            await MetricsAsync(context);
            return;
        }

        if (context.Request.Path != "/certify")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "POST";
            return;
        }

        if (Interlocked.Increment(ref _inside) > _config.MaxConcurrentRequests + _config.MaxPendingRequests)
        {
            Interlocked.Decrement(ref _inside);
            _counters.Count(StatusCodes.Status429TooManyRequests);
            await AnswerAsync(context, StatusCodes.Status429TooManyRequests, "too many requests are waiting");
            return;
        }

        try
        {
            await CertifyAsync(context);
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
            _counters.Count(context.Response.StatusCode);
        }
    }

    private async Task CertifyAsync(HttpContext context)
    {
        if (!IsJson(context.Request.ContentType))
        {
            await AnswerAsync(context, StatusCodes.Status415UnsupportedMediaType, "Expected request with `Content-Type: application/json`");
            return;
        }

        if (await ReadAsync(context) is not { } body)
        {
            await AnswerAsync(context, StatusCodes.Status413PayloadTooLarge, "Failed to buffer the request body: length limit exceeded");
            return;
        }

        CertifyRequest request;
        try
        {
            request = CertifyRequest.Parse(body);
        }
        catch (JsonRefusedException refused)
        {
            await (refused.IsSyntax
                ? AnswerAsync(context, StatusCodes.Status400BadRequest, $"Failed to parse the request body as JSON: {refused.Message}")
                : AnswerAsync(context, StatusCodes.Status422UnprocessableEntity, $"Failed to deserialize the JSON body into the target type: {refused.Message}"));
            return;
        }

        await _verifying.WaitAsync(context.RequestAborted);
        string? reason;
        try
        {
            reason = await Task.Run(() => _whyRefused(request), context.RequestAborted);
        }
        finally
        {
            _verifying.Release();
        }

        if (reason is not null)
        {
            await AnswerAsync(context, StatusCodes.Status403Forbidden, $"invalid proof: \"{reason}\"");
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(_issuer.Issue(request.Metadata.NodeId));
    }

    /// <summary>The body, or null when it is too long.</summary>
    private async Task<byte[]?> ReadAsync(HttpContext context)
    {
        var buffer = new byte[_config.MaxBodySize + 1];
        int length = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted);
        return length <= _config.MaxBodySize ? buffer[..length] : null;
    }

    private Task MetricsAsync(HttpContext context)
    {
        if (context.Request.Path != "/metrics")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(_counters.Write());
    }
}
