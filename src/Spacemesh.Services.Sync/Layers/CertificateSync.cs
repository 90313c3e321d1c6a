using Microsoft.Extensions.Logging;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Services.Sync.Peers;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Services.Sync.Layers;

/// <summary>Learns a young layer's block from the certificates that peers have (spec 08 §11.2).</summary>
public sealed class CertificateSync(
    SyncOptions options,
    LayerClock clock,
    PeerQueries queries,
    IObjectFetcher fetcher,
    IStateDatabase state,
    ICertificateIntake intake,
    IMesh mesh,
    ISyncMeter meter,
    ILogger log)
{
    /// <summary>Whether the layer is young enough for certificates to count, and has no output yet, not even an own one.</summary>
    public bool IsNeeded(LayerId layer) =>
        layer > LayerId.Greater(clock.Network.EffectiveGenesis, clock.Current.SubSaturating(options.CertificateDistance))
        && state.Certificates.InLayer(layer).Count == 0;

    /// <summary>Takes in the first certificate that holds, of the blocks that peers report as certified.</summary>
    public async Task AdoptAsync(LayerId layer, IReadOnlyList<(PeerId Peer, LayerOpinion Opinion)> opinions, CancellationToken cancellationToken)
    {
        var reported = opinions.Where(entry => entry.Opinion.Certified is not null).GroupBy(entry => entry.Opinion.Certified!.Value, entry => entry.Peer).OrderBy(group => group.Key);
        var certificates = new List<Certificate>();
        foreach (var group in reported)
        {
            if (group.Key != default)
            {
                foreach (var peer in group)
                    fetcher.Hint(peer, [group.Key.ToHash32()]);
            }

            if (await FetchAsync(layer, group.Key, group, cancellationToken) is { } certificate)
                certificates.Add(certificate);
        }

        if (certificates.Count == 0 || !IsNeeded(layer))
            return;
        foreach (var certificate in certificates)
        {
            if (await AdoptAsync(layer, certificate, cancellationToken))
                return;
        }
    }

    private async Task<Certificate?> FetchAsync(LayerId layer, BlockId block, IEnumerable<PeerId> peers, CancellationToken cancellationToken)
    {
        foreach (var peer in peers)
        {
            try
            {
                return await queries.CertificateAsync(peer, layer, block, cancellationToken);
            }
            catch (PeerRequestException exception)
            {
                meter.PeerFailed(SyncQuestion.Certificate);
                SyncLog.CertificateFailed(log, layer, peer, exception.Message);
            }
        }

        return null;
    }

    /// <summary>Certificate first, block second, then the votes (spec 08 §11.2).</summary>
    private async Task<bool> AdoptAsync(LayerId layer, Certificate certificate, CancellationToken cancellationToken)
    {
        var verdict = await intake.AdoptAsync(layer, certificate, cancellationToken);
        if (!verdict.IsAccept)
        {
            SyncLog.CertificateRefused(log, layer, certificate.BlockId, verdict.Reason);
            return false;
        }

        if (certificate.BlockId != default)
        {
            try
            {
                await fetcher.FetchAsync(ObjectKind.Block, [certificate.BlockId.ToHash32()], cancellationToken);
            }
            catch (Exception exception) when (exception is ObjectFetchException or PeerRequestException)
            {
                SyncLog.CertifiedBlockMissing(log, layer, certificate.BlockId, exception.Message);
                return false;
            }
        }

        mesh.NoteCertified(layer, certificate.BlockId);
        meter.CertificateAdopted();
        return true;
    }
}
