using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Services.Consensus.Beacons;

namespace Spacemesh.Node.Alone;

/// <summary>
/// What peers are for, where there are none: while a standalone node was off, its network stood still. Layers that passed are empty, an
/// epoch whose beacon nobody agreed on has that of the genesis id, and the coins of those layers show heads (spec 09b §9.1).
/// </summary>
internal sealed class StandaloneUpkeep(LayerClock clock, IMesh mesh, ILayerPipeline pipeline, ILayerPatrol patrol, BeaconKeeper beacons)
{
    private readonly Beacon _beacon = Beacon.FromBytes(GenesisId.Span(clock.Network.GenesisId)[..Beacon.Size]);
    private LayerId _seen;

    /// <summary>Catches up with the clock; then keeps up with every layer that begins, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var ticks = clock.Ticks(clock.Current);
        while (true)
        {
            await ticks.NextAsync(cancellationToken);
            await CatchUpAsync(cancellationToken);
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
            pipeline.SetWeakCoin(layer, coin: true);
            await pipeline.ProcessHareOutputAsync(layer, null, executed: false, cancellationToken);
            _seen = layer;
        }
    }
}
