using Microsoft.Extensions.Logging;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Services.Sync.Progress;

namespace Spacemesh.Services.Sync.Layers;

/// <summary>Counts the votes of synced layers and applies their blocks, with the opinions of peers for the youngest (spec 08 §11.1). One run at a time.</summary>
internal sealed class StateSync(
    SyncOptions options, LayerClock clock, SyncStatus status, IMesh mesh, ILayerPatrol patrol, IObjectFetcher fetcher, OpinionSync opinions, ProgressMeter meter, ISyncMeter numbers, ILogger log)
{
    /// <summary>Whether the last processing left blocks missing.</summary>
    public bool HasError { get; private set; }

    /// <summary>Whether the state is where the layers are.</summary>
    public bool IsSynced(LayerId current) =>
        current <= clock.Network.EffectiveGenesis || (mesh.Processed >= current.SubSaturating(1) && !HasError);

    /// <param name="lastSynced">The last layer whose data is here.</param>
    /// <param name="cancellationToken">Stops it between layers.</param>
    public async Task RunAsync(LayerId lastSynced, CancellationToken cancellationToken)
    {
        var genesis = clock.Network.EffectiveGenesis;
        if (clock.Current <= genesis || !status.IsAtxSynced)
            return;
        var first = LayerId.Smaller(LayerId.Smaller(mesh.Applied, mesh.Processed), lastSynced);
        if (first == genesis)
            first = first.Add(1);
        uint rhythm = Math.Max((uint)(clock.Network.LayersPerEpoch * options.TallyVotesFrequency), 1);
        var resynced = new HashSet<PeerId>();
        for (var layer = first; layer <= lastSynced; layer = layer.Add(1))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var current = clock.Current;
            if (patrol.IsHareInCharge(layer) && current.Value - Math.Min(layer.Value, current.Value) < options.HareDelayLayers)
                return;
            if (layer.AddSaturating(options.CertificateDistance) > current)
                await opinions.SyncAsync(layer, resynced, cancellationToken);
            if (layer.Value % rhythm == 0 || layer == lastSynced || HasError)
                await ProcessAsync(layer, cancellationToken);
            if (status.State == SyncState.NotSynced && lastSynced.AddSaturating(1) >= current)
                meter.Report(SyncPhase.State, null, layer.Value, lastSynced.Value);
        }

        numbers.StateRan(!HasError);
    }

    private async Task ProcessAsync(LayerId layer, CancellationToken cancellationToken)
    {
        try
        {
            await mesh.ProcessLayerAsync(layer, cancellationToken);
            HasError = false;
        }
        catch (MissingBlocksException exception)
        {
            HasError = !await FetchAndProcessAsync(layer, exception.Blocks, cancellationToken);
        }
    }

    private async Task<bool> FetchAndProcessAsync(LayerId layer, IReadOnlyList<BlockId> missing, CancellationToken cancellationToken)
    {
        try
        {
            await fetcher.FetchAsync(ObjectKind.Block, [.. missing.Select(block => block.ToHash32())], cancellationToken);
            await mesh.ProcessLayerAsync(layer, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is MissingBlocksException or ObjectFetchException or PeerRequestException)
        {
            SyncLog.BlocksMissing(log, layer, exception.Message);
            return false;
        }
    }
}
