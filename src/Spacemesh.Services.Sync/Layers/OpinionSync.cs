using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Services.Sync.Forks;
using Spacemesh.Services.Sync.Peers;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Services.Sync.Layers;

/// <summary>Asks peers what they think of a young layer: certificates for what is missing, hashes for what differs (spec 08 §11.2).</summary>
public sealed class OpinionSync(
    SyncOptions options, SyncStatus status, PeerQueries queries, PeerChoice choice, IStateDatabase state, CertificateSync certificates, MeshAgreement agreement, ISyncMeter meter, ILogger log)
{
    /// <summary>Never fails because of peers: the layer is processed anyway.</summary>
    public async Task SyncAsync(LayerId layer, ISet<PeerId> resynced, CancellationToken cancellationToken)
    {
        bool needsCertificate = certificates.IsNeeded(layer);
        bool comparesHashes = status.IsSynced && !options.DisableMeshAgreement;
        if (!needsCertificate && !comparesHashes)
            return;
        meter.OpinionPolled();
        var answers = await Task.WhenAll(choice.Best(PeerChoice.UsualCount).Select(peer => AskAsync(peer, layer, cancellationToken)));
        var opinions = answers.OfType<(PeerId Peer, LayerOpinion Opinion)>().ToList();
        if (opinions.Count == 0)
            return;
        meter.OpinionsSynced(layer.Value);
        if (needsCertificate)
            await certificates.AdoptAsync(layer, opinions, cancellationToken);
        if (!comparesHashes || !layer.TrySub(1, out var before) || state.Layers.AggregatedHash(before) is not { } own)
            return;
        if (opinions.Exists(entry => entry.Opinion.PrevAggHash != default && entry.Opinion.PrevAggHash != own))
            await agreement.ResolveAsync(before, own, [.. opinions.Select(entry => (entry.Peer, entry.Opinion.PrevAggHash))], resynced, cancellationToken);
    }

    private async Task<(PeerId Peer, LayerOpinion Opinion)?> AskAsync(PeerId peer, LayerId layer, CancellationToken cancellationToken)
    {
        try
        {
            return (peer, await queries.OpinionAsync(peer, layer, cancellationToken));
        }
        catch (PeerRequestException exception)
        {
            meter.PeerFailed(SyncQuestion.Opinion);
            SyncLog.OpinionFailed(log, layer, peer, exception.Message);
            return null;
        }
    }
}
