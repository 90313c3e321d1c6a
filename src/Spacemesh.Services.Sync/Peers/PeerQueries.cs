using Spacemesh.Codec;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Services.Sync.Peers;

/// <summary>The typed questions of sync (spec 08 §6). An answer that does not decode to its last byte is <see cref="PeerRequestFailure.Malformed"/>.</summary>
public sealed class PeerQueries(IPeerRequests requests)
{
    /// <summary>Longest length of a list.</summary>
    private const int Prefix = 5;

    private const int LongestOpinion = Bytes32.Length + 1 + Bytes20.Length;

    /// <summary>A thousand signatures of less than a kilobyte.</summary>
    private const int LongestCertificate = 1 << 20;

    public IReadOnlyList<PeerId> Peers => requests.Peers;

    /// <summary>Ids of the ATXs that a peer knows of a publish epoch.</summary>
    public async Task<ScaleList<AtxId>> EpochAtxsAsync(PeerId peer, EpochId epoch, CancellationToken cancellationToken) =>
        (await AskAsync<EpochAtxIds>(peer, PeerProtocols.EpochAtxs, Compact(epoch.Value), Prefix + (EpochAtxIds.MaxAtxIds * AtxId.Size), cancellationToken)).AtxIds;

    /// <summary>Ids of the ballots that a peer knows of a layer.</summary>
    public async Task<ScaleList<BallotId>> LayerDataAsync(PeerId peer, LayerId layer, CancellationToken cancellationToken) =>
        (await AskAsync<LayerData>(peer, PeerProtocols.LayerData, Compact(layer.Value), Prefix + (LayerData.MaxBallots * BallotId.Size), cancellationToken)).Ballots;

    public async Task<ScaleList<NodeId>> MaliciousIdsAsync(PeerId peer, CancellationToken cancellationToken) =>
        (await AskAsync<MaliciousIds>(peer, PeerProtocols.MaliciousIds, [], Prefix + (MaliciousIds.MaxNodeIds * NodeId.Size), cancellationToken)).NodeIds;

    public async Task<ScaleList<Hash32>> MeshHashesAsync(PeerId peer, MeshHashRequest request, CancellationToken cancellationToken) =>
        (await AskAsync<MeshHashes>(peer, PeerProtocols.MeshHashes, Scale.Encode(request), Prefix + (MeshHashes.MaxHashes * Hash32.Size), cancellationToken)).Hashes;

    public Task<LayerOpinion> OpinionAsync(PeerId peer, LayerId layer, CancellationToken cancellationToken) =>
        AskAsync<LayerOpinion>(peer, PeerProtocols.Opinion, Scale.Encode(new OpinionRequest(layer, null)), LongestOpinion, cancellationToken);

    /// <summary>The certificate of a block that this peer reported as certified; others must not be asked for it (spec 08 §6.6).</summary>
    public async Task<Certificate> CertificateAsync(PeerId peer, LayerId layer, BlockId block, CancellationToken cancellationToken)
    {
        var certificate = await AskAsync<Certificate>(peer, PeerProtocols.Opinion, Scale.Encode(new OpinionRequest(layer, block)), LongestCertificate, cancellationToken);
        return certificate.BlockId == block
            ? certificate
            : throw new PeerRequestException(PeerRequestFailure.Malformed, $"{peer}: certificate of block {certificate.BlockId} instead of {block}");
    }

    private static byte[] Compact(uint value)
    {
        var writer = new ScaleWriter(stackalloc byte[8]);
        writer.C32(value);
        byte[] bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }

    private async Task<T> AskAsync<T>(PeerId peer, string protocol, byte[] request, int longest, CancellationToken cancellationToken)
        where T : IScaleType<T>
    {
        var answer = await requests.RequestAsync(peer, new PeerRequest(protocol, request) { MaxData = longest }, cancellationToken);
        return Scale.TryDecode<T>(answer.Span, out var value, out var error)
            ? value
            : throw new PeerRequestException(PeerRequestFailure.Malformed, $"{peer}: {protocol}: {error}");
    }
}
