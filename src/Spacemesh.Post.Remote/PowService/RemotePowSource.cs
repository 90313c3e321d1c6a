using System.Globalization;
using System.Net;
using System.Text;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;

namespace Spacemesh.Post.Remote.PowService;

/// <summary>
/// Lets <c>k2pow-service</c> workers find the proofs of work (spec 02 §10) and checks what they say, so that a wrong one does not cost a pass
/// over the data. A worker that is busy or away is asked again; one that reports a failure or lies ends the proof.
/// </summary>
public sealed partial class RemotePowSource(
    RemotePowOptions options, HttpClient http, Func<CancellationToken, ValueTask<IRandomX>> verifying, TimeProvider time, ILogger log) : IPowSource
{
    /// <summary>A pow has twenty digits; of errors this much is shown.</summary>
    private const int LongestBody = 1024;

    public int Parallelism => options.Parallelism;

    public async ValueTask<ulong> FindAsync(
        byte group, Hash32 challenge, NodeId nodeId, Hash32 difficulty, IProgress<PowProgress>? progress, CancellationToken cancellationToken)
    {
        var job = PowJob.Of(nodeId, group, challenge, difficulty);
        var address = new Uri(options.Address.AbsoluteUri.TrimEnd('/') + job.Path);
        while (true)
        {
            if (await TryAsync(address, cancellationToken) is { } pow)
            {
                return await IsGoodAsync(pow, job, cancellationToken)
                    ? pow
                    : throw new PostException($"k2pow service {address}: {pow} is no proof of work for this job: the worker is broken, or not to be trusted");
            }

            await Task.Delay(options.Backoff, time, cancellationToken);
        }
    }

    private async Task<bool> IsGoodAsync(ulong pow, PowJob job, CancellationToken cancellationToken)
    {
        var randomX = await verifying(cancellationToken);
        byte[] input = new byte[K2Pow.InputLength];
        byte[] hash = new byte[IRandomX.HashLength];
        var (challenge, miner, difficulty) = (job.PaddedChallenge(), job.Miner, job.Difficulty);
        K2Pow.WriteInput(input, pow, job.Group, Hash32.Span(in challenge), NodeId.Span(in miner));
        randomX.Hash(input, hash);
        return K2Pow.Satisfies(hash, Hash32.Span(in difficulty));
    }

    /// <summary>Null where it is not ready.</summary>
    private async Task<ulong?> TryAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            switch (response.StatusCode)
            {
                case HttpStatusCode.Created or HttpStatusCode.TooManyRequests:
                    return null;
                case HttpStatusCode.OK:
                    string text = await BodyAsync(response, cancellationToken);
                    return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong pow) && pow <= K2Pow.MaxPow
                        ? pow
                        : throw new PostException($"k2pow service {address}: '{text}' is no proof of work");
                default:
                    throw new PostException($"k2pow service {address}: {(int)response.StatusCode}: {await BodyAsync(response, cancellationToken)}");
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogAway(log, address, exception.Message);
            return null;
        }
    }

    private static async Task<string> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        byte[] bytes = new byte[LongestBody];
        int count = await stream.ReadAtLeastAsync(bytes, LongestBody, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(bytes, 0, count).Trim();
    }

    [LoggerMessage(10240, LogLevel.Warning, "k2pow service {Address} cannot be asked: {Reason}")]
    private static partial void LogAway(ILogger log, Uri address, string reason);
}
