using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;
using Spacemesh.Metrics.Exposition;

namespace Spacemesh.Metrics;

/// <summary>Pushes a registry to a Prometheus push gateway in intervals. A failure is a warning.</summary>
public sealed partial class MetricsPush(MetricRegistry registry, PushOptions options, HttpClient http, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(options.Period, time, cancellationToken);
            using var limit = new CancellationTokenSource(Limit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                using var response = await http.SendAsync(Request(), either.Token);
                if (!response.IsSuccessStatusCode)
                    LogFailed(log, $"{(int)response.StatusCode} {response.ReasonPhrase}");
            }
            catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                LogFailed(log, e.Message);
            }
        }
    }

    internal HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"{options.Gateway.AbsoluteUri.TrimEnd('/')}/metrics/job/go-spacemesh/node/{options.Node}/network/{options.Network}")
        {
            Content = new ByteArrayContent(registry.WriteProtobuf()),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", PrometheusProtobuf.ContentType);
        if (options.User.Length > 0 && options.Password.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.User}:{options.Password}")));
        foreach (var (name, value) in options.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    [LoggerMessage(9201, LogLevel.Warning, "failed to push metrics: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
