using Spacemesh.Ports.Chain;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Sync.Tests.Support;

/// <summary>A mesh that counts a layer when told to, and whose opinion is the hash of the chain that it was given.</summary>
internal sealed class TestMesh(IStateDatabase state, LayerId genesis, TestChain chain) : IMesh
{
    private LayerId _latest = LayerId.Greater(genesis, state.Ballots.LatestLayer());

    public LayerId Latest => LayerId.Greater(_latest, state.Ballots.LatestLayer());

    public LayerId Processed { get; set; } = LayerId.Greater(genesis, state.Layers.LastProcessed());

    public LayerId Applied => Processed;

    public LayerId Verified => Processed;

    public List<LayerId> Counted { get; } = [];

    public List<(LayerId Layer, BlockId Block)> Certified { get; } = [];

    /// <summary>Whether counting gets anywhere.</summary>
    public bool Works { get; set; } = true;

    /// <summary>Blocks that are missing when a layer is counted.</summary>
    public Func<LayerId, IReadOnlyList<BlockId>> Missing { get; set; } = _ => [];

    public Task ProcessLayerAsync(LayerId layer, CancellationToken cancellationToken = default)
    {
        Counted.Add(layer);
        if (Missing(layer) is { Count: > 0 } missing)
            return Task.FromException(new MissingBlocksException(missing));
        if (Works && layer > Processed)
        {
            for (var each = Processed; each <= layer; each = each.Add(1))
                state.Layers.SetAggregatedHash(each, chain.HashOf(each));
            state.Layers.SetProcessed(layer);
            Processed = layer;
        }

        return Task.CompletedTask;
    }

    public void NoteEmptyLayer(LayerId layer) => _latest = LayerId.Greater(_latest, layer);

    public void NoteCertified(LayerId layer, BlockId block) => Certified.Add((layer, block));
}
