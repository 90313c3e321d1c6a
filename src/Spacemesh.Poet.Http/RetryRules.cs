using System.Net;
using Spacemesh.Runtime;

namespace Spacemesh.Poet.Http;

/// <summary>Which answers are tried again, how often, and after how long.</summary>
/// <param name="MaxRetries">Attempts after the first.</param>
/// <param name="RetryNotFound">Whether 404 is tried again: proofs appear late.</param>
/// <param name="Delay">The wait before retry k (from 1), given what the server asked for.</param>
internal sealed record RetryRules(int MaxRetries, bool RetryNotFound, Func<int, TimeSpan?, TimeSpan> Delay)
{
    /// <summary>Queries: the waits grow with the attempts.</summary>
    public static RetryRules Query(PoetClientOptions options, IRandomSource random) =>
        new(options.MaxRetries, RetryNotFound: true, (attempt, _) => Jittered(options.RetryDelay, random) * attempt);

    /// <summary>Registrations: until cancelled, at an even pace.</summary>
    public static RetryRules Submit(PoetClientOptions options, IRandomSource random) =>
        new(int.MaxValue, RetryNotFound: false, (_, _) => Jittered(options.RetryDelay, random));

    /// <summary>Certificates: the waits double; the server may name one.</summary>
    public static RetryRules Certify(CertifierClientOptions options) =>
        new(options.MaxRetries, RetryNotFound: false, (attempt, asked) => asked ?? Doubled(options, attempt));

    public bool IsRetried(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound => RetryNotFound,
        HttpStatusCode.TooManyRequests => true,
        HttpStatusCode.NotImplemented => false,
        _ => (int)status >= 500,
    };

    private static TimeSpan Jittered(TimeSpan delay, IRandomSource random) => delay * (1 + random.NextDouble());

    private static TimeSpan Doubled(CertifierClientOptions options, int attempt) =>
        TimeSpan.FromSeconds(Math.Min(options.MaxRetryDelay.TotalSeconds, options.RetryDelay.TotalSeconds * Math.Pow(2, attempt - 1)));
}
