using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Services.Sync.Peers;

namespace Spacemesh.Services.Sync.Identities;

/// <summary>Brings in malfeasance proofs that peers know of (spec 08 §10).</summary>
public sealed class MalfeasanceSync(
    MalfeasanceSyncOptions options,
    TimeProvider time,
    PeerQueries queries,
    PeerChoice choice,
    PeerTrust trust,
    IObjectFetcher fetcher,
    IStateDatabase state,
    ILocalDatabase local,
    ISyncMeter meter,
    ILogger log)
{
    /// <summary>
    /// Returns once the proofs of enough peers are here, at once where they were not long ago: in this epoch, and less than
    /// <see cref="MalfeasanceSyncOptions.MaxEpochFraction"/> of it.
    /// </summary>
    public async Task EnsureInSyncAsync(DateTimeOffset epochStart, DateTimeOffset epochEnd, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        var last = DateTimeOffset.FromUnixTimeSeconds(local.MalfeasanceSync.LastSeconds() ?? 0);
        if (last >= epochStart && time.GetUtcNow() - last <= (epochEnd - epochStart) * options.MaxEpochFraction)
            return;
        var wanted = new WantedObjects(options.RequestsLimit, trust);
        var synced = new HashSet<PeerId>();
        while (true)
        {
            synced.UnionWith(await AskAsync(wanted, cancellationToken));
            await FetchAsync(wanted, progress, cancellationToken);
            if (synced.Count >= options.MinSyncPeers)
                break;
            await Task.Delay(options.RetryInterval, time, cancellationToken);
        }

        local.MalfeasanceSync.SetLast(time.GetUtcNow().ToUnixTimeSeconds());
        SyncLog.ProofsComplete(log, wanted.Here, synced.Count);
    }

    /// <summary>Asks again and again, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(options.IdRequestInterval, time, cancellationToken);
            var wanted = new WantedObjects(options.RequestsLimit, trust);
            if ((await AskAsync(wanted, cancellationToken)).Count == 0)
                continue;
            await FetchAsync(wanted, null, cancellationToken);
            local.MalfeasanceSync.SetLast(time.GetUtcNow().ToUnixTimeSeconds());
        }
    }

    /// <summary>One round of questions; the peers that answered.</summary>
    private async Task<IReadOnlyList<PeerId>> AskAsync(WantedObjects wanted, CancellationToken cancellationToken)
    {
        var peers = choice.Best(options.IdPeers);
        var answers = await Task.WhenAll(peers.Select(peer => AskAsync(peer, cancellationToken)));
        var answered = new List<PeerId>();
        foreach (var listing in answers.OfType<Listing>())
        {
            wanted.Merge(listing);
            answered.Add(listing.Peer);
        }

        return answered;
    }

    private async Task<Listing?> AskAsync(PeerId peer, CancellationToken cancellationToken)
    {
        try
        {
            var ids = await queries.MaliciousIdsAsync(peer, cancellationToken);
            var hashes = ids.Select(id => new Hash32(id.Value)).ToArray();
            // A hint for the fetcher keeps a thousand ids; of more the fetcher asks the best peers.
            fetcher.Hint(peer, hashes.Take(options.BatchSize));
            return new Listing(peer, hashes, time.GetUtcNow());
        }
        catch (PeerRequestException exception)
        {
            meter.PeerFailed(SyncQuestion.MaliciousIds);
            SyncLog.MaliciousIdsFailed(log, peer, exception.Message);
            return null;
        }
    }

    private async Task FetchAsync(WantedObjects wanted, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        while (true)
        {
            var batch = wanted.Take(options.BatchSize, id => state.MaliciousIdentities.Contains(new NodeId(id.Value)));
            progress?.Invoke(wanted.Here, wanted.Count);
            if (batch.Count == 0)
                return;
            IReadOnlyDictionary<Hash32, Verdict> failures = new Dictionary<Hash32, Verdict>();
            try
            {
                await fetcher.FetchAsync(ObjectKind.Malfeasance, batch, cancellationToken);
            }
            catch (ObjectFetchException exception) when (exception.Failures.Count > 0)
            {
                failures = exception.Failures;
            }
            catch (Exception exception) when (exception is ObjectFetchException or PeerRequestException)
            {
                SyncLog.ProofsFailed(log, batch.Count, exception.Message);
                failures = batch.ToDictionary(id => id, _ => Verdict.Ignore(exception.Message));
            }

            foreach (var id in batch)
            {
                if (failures.TryGetValue(id, out var verdict))
                    wanted.Failed(id, verdict);
                else
                    wanted.Succeeded(id);
            }
        }
    }
}
