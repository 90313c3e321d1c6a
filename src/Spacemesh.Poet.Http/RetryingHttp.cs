using System.Net.Http.Headers;
using Polly;
using Polly.Retry;

namespace Spacemesh.Poet.Http;

/// <summary>Sends JSON requests and tries again where that can help (spec 03 §14.2, §13.2).</summary>
internal sealed class RetryingHttp(HttpClient http, TimeProvider time, int maxResponseSize)
{
    /// <summary>Sends until an answer is final or the attempts are used up.</summary>
    /// <exception cref="PoetClientException">No final answer; the text tells the attempts.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<HttpAnswer> SendAsync(
        HttpMethod method, string url, byte[] body, RetryRules rules, CancellationToken cancellationToken)
    {
        int attempts = 0;
        var pipeline = new ResiliencePipelineBuilder<HttpAnswer> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpAnswer>
            {
                MaxRetryAttempts = rules.MaxRetries,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } exception
                    ? IsTransient(exception, cancellationToken)
                    : rules.IsRetried(arguments.Outcome.Result!.Status)),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(rules.Delay(arguments.AttemptNumber + 1, arguments.Outcome.Result?.RetryAfter)),
            })
            .Build();
        try
        {
            var answer = await pipeline.ExecuteAsync(
                async token =>
                {
                    attempts++;
                    return await SendOnceAsync(method, url, body, token);
                },
                cancellationToken);
            return rules.IsRetried(answer.Status)
                ? throw new PoetClientException(PoetFailure.Unavailable, GivingUp(method, url, attempts))
                : answer;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidOperationException or NotSupportedException or UriFormatException)
        {
            throw new PoetClientException(PoetFailure.Unavailable, $"{GivingUp(method, url, attempts)}: {exception.Message}", exception);
        }
    }

    private static string GivingUp(HttpMethod method, string url, int attempts) => $"{method} {url} giving up after {attempts} attempt(s)";

    /// <summary>Certificates, redirects, schemes and headers do not get better by trying again.</summary>
    private static bool IsTransient(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && exception is IOException or HttpRequestException { HttpRequestError: not (HttpRequestError.SecureConnectionError or HttpRequestError.ConfigurationLimitExceeded) };

    private async Task<HttpAnswer> SendOnceAsync(HttpMethod method, string url, byte[] body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, url);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var content = new MemoryStream();
        var chunk = new byte[64 << 10];
        while (await stream.ReadAsync(chunk, cancellationToken) is var length and > 0)
        {
            if (content.Length + length > maxResponseSize)
                throw new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded, $"the answer is longer than {maxResponseSize} bytes");
            await content.WriteAsync(chunk.AsMemory(0, length), cancellationToken);
        }

        return new HttpAnswer(response.StatusCode, content.ToArray(), RetryAfter(response.Headers.RetryAfter));
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date && date > time.GetUtcNow() ? date - time.GetUtcNow() : null);
}
