using Microsoft.Extensions.Logging;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Services.Sync.Peers;

namespace Spacemesh.Services.Sync.Layers;

/// <summary>
/// Brings in the ballots of a layer that peers list, with all that they need (spec 08 §8.5). A ballot that one connected peer alone lists
/// and nobody serves is that peer's lie, where another peer's whole list is here: it does not hold up the layer.
/// </summary>
public sealed class LayerDataSync(PeerQueries queries, PeerChoice choice, PeerTrust trust, IObjectFetcher fetcher, IStateDatabase state, ISyncMeter meter, ILogger log)
{
    /// <summary>Times that peers without an answer can hold up a layer which others say is empty.</summary>
    private const int EmptyTries = 3;

    private (LayerId Layer, int Tries) _empty;

    /// <summary>Asks the best peers.</summary>
    public Task<LayerFetch> SyncAsync(LayerId layer, CancellationToken cancellationToken) =>
        SyncAsync(layer, choice.Best(PeerChoice.UsualCount), cancellationToken);

    /// <summary>Asks these peers.</summary>
    public async Task<LayerFetch> SyncAsync(LayerId layer, IReadOnlyList<PeerId> peers, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(peers.Select(peer => AskAsync(peer, layer, cancellationToken)));
        var listed = new Dictionary<Hash32, List<PeerId>>();
        foreach (var (peer, ids, _) in answers)
        {
            foreach (var id in ids)
            {
                if (listed.TryGetValue(id, out var by))
                    by.Add(peer);
                else
                    listed[id] = [peer];
            }
        }

        if (listed.Count == 0)
            return JudgeEmpty(layer, [.. answers.Select(answer => answer.Problem)]);

        var all = listed.Keys.Order().ToList();
        int before = all.Count(IsStored);
        var failures = await FetchAsync(all, cancellationToken);
        int stored = all.Count(IsStored) - before;
        return Judge(listed, [.. answers.Where(answer => answer.Problem.Length == 0).Select(answer => answer.Peer)], failures, stored);
    }

    private bool IsStored(Hash32 id) => state.Blobs.Contains(BlobHint.Ballot, id);

    private async Task<(PeerId Peer, IReadOnlyList<Hash32> Ids, string Problem)> AskAsync(PeerId peer, LayerId layer, CancellationToken cancellationToken)
    {
        try
        {
            var ballots = await queries.LayerDataAsync(peer, layer, cancellationToken);
            var ids = ballots.Select(ballot => ballot.ToHash32()).Distinct().ToList();
            fetcher.Hint(peer, ids);
            return (peer, ids, "");
        }
        catch (PeerRequestException exception)
        {
            meter.PeerFailed(SyncQuestion.LayerData);
            SyncLog.LayerDataFailed(log, layer, peer, exception.Message);
            return (peer, [], exception.Message);
        }
    }

    private async Task<IReadOnlyDictionary<Hash32, Verdict>> FetchAsync(IReadOnlyList<Hash32> ids, CancellationToken cancellationToken)
    {
        try
        {
            await fetcher.FetchAsync(ObjectKind.Ballot, ids, cancellationToken);
            return new Dictionary<Hash32, Verdict>();
        }
        catch (ObjectFetchException exception) when (exception.Failures.Count > 0)
        {
            return exception.Failures;
        }
        catch (Exception exception) when (exception is ObjectFetchException or PeerRequestException)
        {
            return ids.Where(id => !IsStored(id)).ToDictionary(id => id, _ => Verdict.Ignore(exception.Message));
        }
    }

    /// <summary>Nobody listed a ballot: the layer is empty unless nobody answered. One that does not answer delays that a little.</summary>
    private LayerFetch JudgeEmpty(LayerId layer, IReadOnlyList<string> problems)
    {
        if (problems.Count == 0)
            return new LayerFetch(false, 0, 0, "no peers");
        if (problems.FirstOrDefault(problem => problem.Length > 0) is not { } first)
            return new LayerFetch(true, 0, 0, "");
        _empty = _empty.Layer == layer ? (layer, _empty.Tries + 1) : (layer, 1);
        bool isEmpty = problems.Any(problem => problem.Length == 0) && _empty.Tries >= EmptyTries;
        return new LayerFetch(isEmpty, 0, 0, isEmpty ? "" : first);
    }

    private LayerFetch Judge(Dictionary<Hash32, List<PeerId>> listed, IReadOnlyList<PeerId> answered, IReadOnlyDictionary<Hash32, Verdict> failures, int stored)
    {
        // Rejected and settled ballots are done with (spec 08 §7.1).
        var open = failures.Where(failure => failure.Value.IsIgnore && !failure.Value.IsSettled).ToDictionary();
        var incomplete = open.Keys.SelectMany(id => listed[id]).ToHashSet();
        bool othersAreWhole = answered.Any(peer => !incomplete.Contains(peer));
        foreach (var (id, by) in listed)
        {
            if (by.Count == 1 && !failures.ContainsKey(id))
                trust.Kept(by[0]);
        }

        if (open.Count == 0)
            return new LayerFetch(true, listed.Count, stored, "");
        var connected = queries.Peers;
        bool onlyLies = othersAreWhole;
        foreach (var id in open.Keys)
        {
            bool isLie = listed[id] is [var only] && connected.Contains(only);
            if (isLie)
                trust.Broken(listed[id][0]);
            onlyLies &= isLie;
        }

        return new LayerFetch(onlyLies, listed.Count, stored, onlyLies ? "" : $"{open.Count} of {listed.Count} ballots not had: {open.First().Value.Reason}");
    }
}
