using Microsoft.Extensions.Logging;
using Spacemesh.Post.Remote.Tls;

namespace Spacemesh.Node.Smeshing;

/// <summary>Warns each day of certificates of the TLS listener that expire within two weeks.</summary>
internal sealed partial class CertificateWatch(IReadOnlyList<string> files, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (string warning in Warnings())
                LogWarning(log, warning);
            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    internal IEnumerable<string> Warnings() => CertificateExpiry.OfFiles(files).Select(expiry => expiry.WarningAt(time.GetUtcNow())).OfType<string>();

    [LoggerMessage(9033, LogLevel.Warning, "TLS certificate of PoST services: {Warning}")]
    private static partial void LogWarning(ILogger log, string warning);
}
