using Spacemesh.Ports.Chain;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Services.Consensus.Beacons;

namespace Spacemesh.Node.Alone;

/// <summary>
/// What peers are for, where there are none: while a standalone node was off, its network stood still. Layers that passed have the output
/// they had when it stopped, or are empty; an epoch whose beacon nobody agreed on has that of the genesis id, and layers whose coin nobody
/// threw show heads (spec 09b §9.1). Without that coin no ballot could be cast where votes are undecided (spec 06 §8), without a ballot an
/// epoch has no active set, without one hare has no seats that throw the next coin: the network would stand still for good.
/// </summary>
internal sealed class StandaloneUpkeep(
    LayerClock clock, IMesh mesh, ILayerPipeline pipeline, ILayerPatrol patrol, BeaconKeeper beacons, IStateDatabase state)
{
    private readonly Beacon _beacon = Beacon.FromBytes(GenesisId.Span(clock.Network.GenesisId)[..Beacon.Size]);
    private LayerId _seen;

    /// <summary>Catches up with the clock; then keeps up with every layer that begins, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var ticks = clock.Ticks(clock.Current);
        while (true)
        {
            var tick = await ticks.NextAsync(cancellationToken);
            await CatchUpAsync(cancellationToken);
            // Before the next layer begins: whoever builds in it asks for this layer's coin at once.
            await clock.WaitUntilAsync(clock.StartOf(tick.Layer.Add(1)) - (clock.Network.LayerDuration / 10), cancellationToken);
            ThrowCoin(tick.Layer);
        }
    }

    /// <summary>Fills what was missed before the layer that runs; <see cref="StandalonePause"/> has left out what would take hours.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var current = clock.Current;
        var genesis = clock.Network.EffectiveGenesis;
        if (current <= genesis)
            return;
        // The next layer's too: whoever builds in an epoch's first layer asks when it begins.
        foreach (var epoch in (ReadOnlySpan<EpochId>)[clock.CurrentEpoch, clock.Network.EpochOf(current.Add(1))])
        {
            if (!beacons.TryGet(epoch, out _))
                beacons.Set(epoch, _beacon);
        }

        var first = LayerId.Greater(mesh.Processed, _seen).Add(1);
        for (var layer = first; layer < current; layer = layer.Add(1))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (patrol.IsHareInCharge(layer))
                return;
            ThrowCoin(layer);
            await pipeline.ProcessHareOutputAsync(layer, Output(layer), executed: false, cancellationToken);
            _seen = layer;
        }
    }

    private void ThrowCoin(LayerId layer)
    {
        if (layer > clock.Network.EffectiveGenesis && state.Layers.Find(layer)?.WeakCoin is null)
            pipeline.SetWeakCoin(layer, coin: true);
    }

    /// <summary>What hare had decided before the node stopped; null for nothing.</summary>
    private BlockId? Output(LayerId layer) => state.Certificates.HareOutput(layer) is { } block && state.Blocks.Contains(block) ? block : null;
}
