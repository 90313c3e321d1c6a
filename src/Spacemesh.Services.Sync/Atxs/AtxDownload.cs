using Spacemesh.Ports.Local;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Services.Sync.Peers;

namespace Spacemesh.Services.Sync.Atxs;

/// <summary>
/// Downloads the ATXs published in one epoch until a list that was given after a moment is complete (spec 08 §9). Every batch is on
/// record before the next one, so that a restart asks for nothing that is here. One at a time for an epoch.
/// </summary>
internal sealed class AtxDownload(AtxSyncParts parts, EpochId epoch, DateTimeOffset until, Action<long, long>? progress)
{
    /// <summary>Pause after a batch that could not be asked for at all.</summary>
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly WantedObjects _wanted = new(parts.Options.RequestsLimit, parts.Trust);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var stored = parts.Local.AtxSync.Tries(epoch);
        var request = parts.Local.AtxSync.Request(epoch);
        var lastSuccess = DateTimeOffset.FromUnixTimeSeconds(request?.Seconds ?? 0);
        bool immediate = stored.Count == 0 || request is null || lastSuccess <= until;
        if (!immediate && request!.Value.Total == request.Value.Downloaded)
            return;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var lister = new EpochLister(parts, epoch, immediate);
        var pending = lister.NextAsync(stopping.Token);
        try
        {
            _wanted.Restore(stored.Select(entry => (new Hash32(entry.Key.Value), entry.Value)));
            bool idle = stored.Count == 0;
            while (true)
            {
                IReadOnlyList<Hash32> changed = [];
                if (pending.IsCompleted || idle)
                {
                    if (!pending.IsCompleted && lister.IsRoundOver && lastSuccess > until)
                        return;
                    var taken = await pending;
                    pending = lister.NextAsync(stopping.Token);
                    if (taken is not { } listing)
                        continue;
                    lastSuccess = listing.Time;
                    changed = _wanted.Merge(listing);
                    SyncLog.EpochInfo(parts.Log, epoch, listing.Peer, listing.Ids.Count, changed.Count);
                }

                var batch = _wanted.Take(parts.Options.BatchSize, id => parts.State.Atxs.Contains(new AtxId(id.Value)));
                var tries = changed.ToDictionary(id => new AtxId(id.Value), _ => 0);
                bool asked = await FetchAsync(batch, tries, cancellationToken);
                Save(tries, lastSuccess);
                progress?.Invoke(_wanted.Here, _wanted.Count);
                cancellationToken.ThrowIfCancellationRequested();
                if (!asked)
                    await Task.Delay(RetryPause, parts.Time, cancellationToken);
                idle = batch.Count == 0;
            }
        }
        finally
        {
#pragma warning disable VSTHRD103 // CancelAsync leaves the scheduler of the simulation.
            stopping.Cancel();
#pragma warning restore VSTHRD103
            await EndedAsync(pending);
        }
    }

    private static async Task EndedAsync(Task pending)
    {
        try
        {
            await pending;
        }
        catch (Exception exception) when (exception is OperationCanceledException or AtxSyncException)
        {
            // Nobody waits for that list any more.
        }
    }

    /// <summary>Fetches a batch and notes what came of each id; false where it could not be asked for.</summary>
    private async Task<bool> FetchAsync(IReadOnlyList<Hash32> batch, Dictionary<AtxId, int> tries, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
            return true;
        IReadOnlyDictionary<Hash32, Verdict> failures = new Dictionary<Hash32, Verdict>();
        try
        {
            await parts.Fetcher.FetchAsync(ObjectKind.Atx, batch, cancellationToken);
        }
        catch (ObjectFetchException exception) when (exception.Failures.Count > 0)
        {
            failures = exception.Failures;
        }
        catch (Exception exception) when (exception is ObjectFetchException or PeerRequestException)
        {
            SyncLog.BatchFailed(parts.Log, epoch, batch.Count, exception.Message);
            _wanted.PutBack(batch);
            return false;
        }
        catch (OperationCanceledException)
        {
            _wanted.PutBack(batch);
            return true;
        }

        bool connected = parts.Choice.HasPeers;
        bool asked = true;
        foreach (var id in batch)
        {
            if (!failures.TryGetValue(id, out var verdict))
            {
                _wanted.Succeeded(id);
            }
            else if (!connected && verdict.IsIgnore && !verdict.IsSettled)
            {
                // Nobody was there to ask: that is no fault of the id.
                _wanted.PutBack([id]);
                asked = false;
            }
            else
            {
                tries[new AtxId(id.Value)] = _wanted.Failed(id, verdict);
            }
        }

        return asked;
    }

    private void Save(Dictionary<AtxId, int> tries, DateTimeOffset lastSuccess)
    {
        using var transaction = parts.Local.Begin(CancellationToken.None);
        transaction.AtxSync.SaveRequest(epoch, new AtxSyncRequest(lastSuccess.ToUnixTimeSeconds(), _wanted.Count, _wanted.Here));
        if (tries.Count > 0)
            transaction.AtxSync.SaveTries(epoch, tries, parts.Options.RequestsLimit);
        transaction.Commit();
    }
}
