using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Sync.Atxs;

/// <summary>Brings in the ATXs of epochs, and given sets of ATXs (spec 08 §9).</summary>
public sealed class AtxSync(AtxSyncParts parts)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(10);

    /// <summary>Returns once a list of the epoch that was given after <paramref name="until"/> is here, but for what nobody serves.</summary>
    /// <param name="epoch">Publish epoch.</param>
    /// <param name="until">Begin of the time when nothing is published in it any more.</param>
    /// <param name="progress">Hears how many of how many are here; null for nobody.</param>
    /// <param name="cancellationToken">Stops it; what is on record stays.</param>
    /// <exception cref="AtxSyncException">There is nobody to ask.</exception>
    public Task DownloadAsync(EpochId epoch, DateTimeOffset until, Action<long, long>? progress, CancellationToken cancellationToken) =>
        new AtxDownload(parts, epoch, until, progress).RunAsync(cancellationToken);

    /// <summary>Returns once every ATX of a set is here; for sets whose source is trusted, such as bootstrap updates (spec 08 §14).</summary>
    public async Task DownloadSetAsync(IReadOnlyCollection<AtxId> set, CancellationToken cancellationToken)
    {
        while (true)
        {
            var missing = set.Where(id => !parts.State.Atxs.Contains(id)).Select(id => new Hash32(id.Value)).ToList();
            if (missing.Count == 0)
                return;
            try
            {
                await parts.Fetcher.FetchAsync(ObjectKind.Atx, missing, cancellationToken);
                continue;
            }
            catch (Exception exception) when (exception is ObjectFetchException or PeerRequestException)
            {
                SyncLog.SetIncomplete(parts.Log, missing.Count, exception.Message);
            }

            await Task.Delay(ShortestPause * (1 + parts.Random.NextDouble()), parts.Time, cancellationToken);
        }
    }
}
