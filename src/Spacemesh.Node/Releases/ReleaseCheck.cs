using Microsoft.Extensions.Logging;

namespace Spacemesh.Node.Releases;

/// <summary>
/// Looks once a day whether a newer release is out and says so in the log. It never downloads or installs anything else. Where no address
/// is configured, nothing is asked; <c>release-check.enable: false</c> switches it off.
/// </summary>
internal sealed partial class ReleaseCheck(Uri address, byte[] key, ReleaseVersion? own, HttpClient http, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var latest = await AskAsync(cancellationToken);
                if (own is { } version && latest.Version > version)
                    Tell(latest, version);
            }
            catch (Exception e) when (e is HttpRequestException or FormatException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                LogFailed(log, e.Message);
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    /// <summary>The latest release.</summary>
    /// <exception cref="FormatException">What is there is not signed, or no manifest.</exception>
    /// <exception cref="HttpRequestException">Nobody answers.</exception>
    public async Task<ReleaseManifest> AskAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        byte[] text = await GetAsync(address, either.Token);
        byte[] signature = await GetAsync(new Uri(address.AbsoluteUri + ".sig"), either.Token);
        return ReleaseManifest.Read(text, signature, key);
    }

    private async Task<byte[]> GetAsync(Uri from, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(from, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[ReleaseManifest.MaxSize + 1];
        int read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return read <= ReleaseManifest.MaxSize ? buffer[..read] : throw new FormatException($"{from} is longer than {ReleaseManifest.MaxSize} bytes");
    }

    private void Tell(ReleaseManifest latest, ReleaseVersion version)
    {
        if (latest.IsUrgent)
            LogUrgent(log, latest.Version, version, latest.Notes);
        else
            LogNewer(log, latest.Version, version, latest.Notes);
    }

    [LoggerMessage(9040, LogLevel.Information, "release {Latest} is out, this is {Own}: {Notes}")]
    private static partial void LogNewer(ILogger logger, ReleaseVersion latest, ReleaseVersion own, string notes);

    [LoggerMessage(9041, LogLevel.Warning, "release {Latest} is out and urgent, this is {Own}: {Notes}")]
    private static partial void LogUrgent(ILogger logger, ReleaseVersion latest, ReleaseVersion own, string notes);

    [LoggerMessage(9042, LogLevel.Debug, "the latest release is not known: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
