using System.Diagnostics.CodeAnalysis;
using Spacemesh.Primitives;

namespace Spacemesh.Hare;

/// <summary>
/// The proposals of the latest layers, in memory (spec 06 §15). Proposals of the layers up to the one that runs at the start are refused, for
/// their hare is over or was missed. Thread-safe: intake, hare, block building and the answers to peers share it. One lock, held for a look-up.
/// </summary>
/// <param name="capacity">Layers that are kept: zdist + 1.</param>
/// <param name="evicted">The layer that runs at the start.</param>
public sealed class ProposalStore(uint capacity, LayerId evicted = default)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<LayerId, LayerProposals> _layers = [];
    private LayerId _evicted = evicted;

    /// <summary>The last layer that is not kept any more.</summary>
    public LayerId Evicted
    {
        get
        {
            lock (_lock)
                return _evicted;
        }
    }

    public bool IsEvicted(LayerId layer) => layer <= Evicted;

    /// <summary>A layer begins; layers that are too old go.</summary>
    public void OnLayer(LayerId layer)
    {
        lock (_lock)
        {
            // The sum is below the layer only if it did not wrap.
            if ((ulong)_evicted.Value + capacity > layer.Value)
                return;
            _evicted = layer.Sub(capacity);
            foreach (var old in _layers.Keys.TakeWhile(old => old <= _evicted).ToList())
                _layers.Remove(old);
        }
    }

    public ProposalStoring Add(StoredProposal proposal)
    {
        lock (_lock)
        {
            if (proposal.Layer <= _evicted)
                return ProposalStoring.LayerEvicted;
            if (!_layers.TryGetValue(proposal.Layer, out var proposals))
                _layers.Add(proposal.Layer, proposals = new LayerProposals());
            return proposals.TryAdd(proposal) ? ProposalStoring.Stored : ProposalStoring.Exists;
        }
    }

    public bool TryGet(LayerId layer, ProposalId id, [NotNullWhen(true)] out StoredProposal? proposal)
    {
        lock (_lock)
        {
            proposal = null;
            return _layers.TryGetValue(layer, out var proposals) && proposals.TryGet(id, out proposal);
        }
    }

    /// <summary>The proposal of this id, in whichever layer it is: how peers ask.</summary>
    public bool TryFind(ProposalId id, [NotNullWhen(true)] out StoredProposal? proposal)
    {
        lock (_lock)
        {
            proposal = null;
            foreach (var layer in _layers.Values)
            {
                if (layer.TryGet(id, out proposal))
                    return true;
            }

            return false;
        }
    }

    public bool Has(LayerId layer, ProposalId id) => TryGet(layer, id, out _);

    /// <summary>The proposals of these ids in their order, without those that are not stored; null for an evicted layer.</summary>
    public IReadOnlyList<StoredProposal>? GetMany(LayerId layer, ReadOnlySpan<ProposalId> ids)
    {
        lock (_lock)
        {
            if (layer <= _evicted)
                return null;
            var found = new List<StoredProposal>(ids.Length);
            if (_layers.TryGetValue(layer, out var proposals))
            {
                foreach (var id in ids)
                {
                    if (proposals.TryGet(id, out var proposal))
                        found.Add(proposal);
                }
            }

            return found;
        }
    }

    /// <summary>All proposals of a layer, by ascending id; a snapshot.</summary>
    public IReadOnlyCollection<StoredProposal> OfLayer(LayerId layer)
    {
        lock (_lock)
            return _layers.TryGetValue(layer, out var proposals) ? proposals.Snapshot() : [];
    }

    /// <summary>One layer's proposals, with a sorted copy that lasts until the next one comes.</summary>
    private sealed class LayerProposals
    {
        private readonly Dictionary<ProposalId, StoredProposal> _proposals = [];
        private StoredProposal[]? _sorted;

        public bool TryAdd(StoredProposal proposal)
        {
            if (!_proposals.TryAdd(proposal.Id, proposal))
                return false;
            _sorted = null;
            return true;
        }

        public bool TryGet(ProposalId id, [NotNullWhen(true)] out StoredProposal? proposal) => _proposals.TryGetValue(id, out proposal);

        public StoredProposal[] Snapshot() => _sorted ??= [.. _proposals.Values.OrderBy(proposal => proposal.Id)];
    }
}
