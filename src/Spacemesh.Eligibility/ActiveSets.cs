using System.Diagnostics.CodeAnalysis;
using Spacemesh.Primitives;

namespace Spacemesh.Eligibility;

/// <summary>Active sets by layer, from the first source that has one, with a small cache (spec 05 §4.2). Not thread-safe.</summary>
public sealed class ActiveSets(OracleOptions options, IActiveSetSource source)
{
    private const int CachedEpochs = 5;

    private readonly Dictionary<EpochId, IReadOnlyList<AtxId>> _fallbacks = [];

    /// <summary>Most recently used last.</summary>
    private readonly List<(EpochId Epoch, ActiveSet Set)> _cache = [];
    private bool _synced;

    /// <summary>Takes the active set of an epoch from a bootstrap update; the first one of an epoch stays.</summary>
    public void AddFallback(EpochId epoch, IReadOnlyList<AtxId> set) => _fallbacks.TryAdd(epoch, set);

    /// <summary>The epoch whose active set the layer uses.</summary>
    public EpochId EpochFor(LayerId layer)
    {
        var network = options.Network;
        var epoch = network.EpochOf(layer);
        bool first = epoch <= network.EpochOf(network.EffectiveGenesis.Add(1));
        return !first && network.OrdinalInEpoch(layer) < options.ConfidenceParameter ? new EpochId(epoch.Value - 1) : epoch;
    }

    /// <summary>
    /// The active set of a layer. Becoming synced empties the cache: what was cached before may rest on too few ballots.
    /// </summary>
    public bool TryGet(LayerId layer, bool synced, [NotNullWhen(true)] out ActiveSet? set, [NotNullWhen(false)] out OracleFailure? failure)
    {
        if (synced && !_synced)
            _cache.Clear();
        _synced = synced;
        set = null;
        failure = null;
        if (layer <= options.Network.EffectiveGenesis)
        {
            failure = Empty();
            return false;
        }

        var epoch = EpochFor(layer);
        int cached = _cache.FindIndex(entry => entry.Epoch == epoch);
        if (cached >= 0)
        {
            var entry = _cache[cached];
            _cache.RemoveAt(cached);
            _cache.Add(entry);
            set = entry.Set;
            return true;
        }

        failure = Compute(epoch, out var computed);
        if (failure is not null)
            return false;
        set = computed!;
        if (_cache.Count == CachedEpochs)
            _cache.RemoveAt(0);
        _cache.Add((epoch, set));
        return true;
    }

    private static OracleFailure Empty() => new(OracleFailureKind.EmptyActiveSet, "empty active set");

    private OracleFailure? Compute(EpochId epoch, out ActiveSet? set)
    {
        set = null;
        if (!_fallbacks.TryGetValue(epoch, out var ids))
            ids = FromFirstBlock(epoch);
        if (ids is null)
        {
            if (source.Beacon(epoch) is not { } beacon)
                return new OracleFailure(OracleFailureKind.NoBeacon, "get beacon: beacon not calculated");
            ids = FromFirstBallots(epoch, beacon);
        }

        if (ids.Count == 0)
            return Empty();
        var smeshers = new Dictionary<NodeId, ActiveSmesher>();
        foreach (var id in ids)
        {
            if (source.Atx(epoch, id) is not { } atx)
                return new OracleFailure(OracleFailureKind.MissingAtx, $"oracle: missing atx in atxsdata {epoch.Value}/{id}");
            // Of two ATXs of one smesher the greater id stays; the reference leaves it to chance.
            smeshers[atx.Smesher] = new ActiveSmesher(id, atx.Weight);
        }

        set = new ActiveSet(smeshers);
        return null;
    }

    /// <summary>The rewarded ATXs of the first block and the sets of their earliest ballots; null where anything of it is missing.</summary>
    private IReadOnlyList<AtxId>? FromFirstBlock(EpochId epoch)
    {
        if (source.FirstBlockRewards(epoch) is not { } rewarded)
            return null;
        var ids = new SortedSet<AtxId>();
        foreach (var atx in rewarded)
        {
            if (source.EarliestBallot(atx, epoch)?.ActiveSetHash is not { } hash || source.StoredSet(hash) is not { } stored)
                return null;
            ids.Add(atx);
            ids.UnionWith(stored);
        }

        return [.. ids];
    }

    private List<AtxId> FromFirstBallots(EpochId epoch, Beacon beacon)
    {
        var ids = new SortedSet<AtxId>();
        foreach (var ballot in source.FirstBallots(epoch))
        {
            if (ballot.ActiveSetHash is { } hash && ballot.Beacon == beacon && source.StoredSet(hash) is { } stored)
                ids.UnionWith(stored);
        }

        return [.. ids];
    }
}
