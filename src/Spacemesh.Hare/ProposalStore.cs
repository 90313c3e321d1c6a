using System.Diagnostics.CodeAnalysis;
using Spacemesh.Primitives;

namespace Spacemesh.Hare;

/// <summary>
/// The proposals of the latest layers, in memory (spec 06 §15). Proposals of the layers up to the one that runs at the start are refused, for
/// their hare is over or was missed. Not thread-safe.
/// </summary>
/// <param name="capacity">Layers that are kept: zdist + 1.</param>
/// <param name="evicted">The layer that runs at the start.</param>
public sealed class ProposalStore(uint capacity, LayerId evicted = default)
{
    private readonly SortedDictionary<LayerId, SortedDictionary<ProposalId, StoredProposal>> _layers = new(Comparer<LayerId>.Default);

    /// <summary>The last layer that is not kept any more.</summary>
    public LayerId Evicted { get; private set; } = evicted;

    public bool IsEvicted(LayerId layer) => layer <= Evicted;

    /// <summary>A layer begins; layers that are too old go.</summary>
    public void OnLayer(LayerId layer)
    {
        // The sum is below the layer only if it did not wrap.
        if ((ulong)Evicted.Value + capacity > layer.Value)
            return;
        Evicted = layer.Sub(capacity);
        foreach (var old in _layers.Keys.TakeWhile(IsEvicted).ToList())
            _layers.Remove(old);
    }

    public ProposalStoring Add(StoredProposal proposal)
    {
        if (IsEvicted(proposal.Layer))
            return ProposalStoring.LayerEvicted;
        if (!_layers.TryGetValue(proposal.Layer, out var proposals))
            _layers.Add(proposal.Layer, proposals = []);
        return proposals.TryAdd(proposal.Id, proposal) ? ProposalStoring.Stored : ProposalStoring.Exists;
    }

    public bool TryGet(LayerId layer, ProposalId id, [NotNullWhen(true)] out StoredProposal? proposal)
    {
        proposal = null;
        return _layers.TryGetValue(layer, out var proposals) && proposals.TryGetValue(id, out proposal);
    }

    public bool Has(LayerId layer, ProposalId id) => TryGet(layer, id, out _);

    /// <summary>The proposals of these ids in their order, without those that are not stored; null for an evicted layer.</summary>
    public IReadOnlyList<StoredProposal>? GetMany(LayerId layer, ReadOnlySpan<ProposalId> ids)
    {
        if (IsEvicted(layer))
            return null;
        var found = new List<StoredProposal>(ids.Length);
        foreach (var id in ids)
        {
            if (TryGet(layer, id, out var proposal))
                found.Add(proposal);
        }

        return found;
    }

    /// <summary>All proposals of a layer, by ascending id.</summary>
    public IReadOnlyCollection<StoredProposal> OfLayer(LayerId layer) => _layers.TryGetValue(layer, out var proposals) ? proposals.Values : [];
}
