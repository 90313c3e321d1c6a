using Spacemesh.Codec;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Services.Sync.Peers;

/// <summary>The typed questions of sync (spec 08 §6). An answer that does not decode to its last byte is <see cref="PeerRequestFailure.Malformed"/>.</summary>
public sealed class PeerQueries(IPeerRequests requests)
{
    public IReadOnlyList<PeerId> Peers => requests.Peers;

    /// <summary>Ids of the ATXs that a peer knows of a publish epoch.</summary>
    public async Task<ScaleList<AtxId>> EpochAtxsAsync(PeerId peer, EpochId epoch, CancellationToken cancellationToken) =>
        Decode<EpochAtxIds>(peer, PeerProtocols.EpochAtxs, await requests.RequestAsync(peer, PeerProtocols.EpochAtxs, Compact(epoch.Value), cancellationToken)).AtxIds;

    /// <summary>Ids of the ballots that a peer knows of a layer.</summary>
    public async Task<ScaleList<BallotId>> LayerDataAsync(PeerId peer, LayerId layer, CancellationToken cancellationToken) =>
        Decode<LayerData>(peer, PeerProtocols.LayerData, await requests.RequestAsync(peer, PeerProtocols.LayerData, Compact(layer.Value), cancellationToken)).Ballots;

    public async Task<ScaleList<NodeId>> MaliciousIdsAsync(PeerId peer, CancellationToken cancellationToken) =>
        Decode<MaliciousIds>(peer, PeerProtocols.MaliciousIds, await requests.RequestAsync(peer, PeerProtocols.MaliciousIds, ReadOnlyMemory<byte>.Empty, cancellationToken)).NodeIds;

    public async Task<ScaleList<Hash32>> MeshHashesAsync(PeerId peer, MeshHashRequest request, CancellationToken cancellationToken) =>
        Decode<MeshHashes>(peer, PeerProtocols.MeshHashes, await requests.RequestAsync(peer, PeerProtocols.MeshHashes, Scale.Encode(request), cancellationToken)).Hashes;

    public async Task<LayerOpinion> OpinionAsync(PeerId peer, LayerId layer, CancellationToken cancellationToken) =>
        Decode<LayerOpinion>(peer, PeerProtocols.Opinion, await requests.RequestAsync(peer, PeerProtocols.Opinion, Scale.Encode(new OpinionRequest(layer, null)), cancellationToken));

    /// <summary>The certificate of a block that this peer reported as certified; others must not be asked for it (spec 08 §6.6).</summary>
    public async Task<Certificate> CertificateAsync(PeerId peer, LayerId layer, BlockId block, CancellationToken cancellationToken)
    {
        var answer = await requests.RequestAsync(peer, PeerProtocols.Opinion, Scale.Encode(new OpinionRequest(layer, block)), cancellationToken);
        var certificate = Decode<Certificate>(peer, PeerProtocols.Opinion, answer);
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

    private static T Decode<T>(PeerId peer, string protocol, ReadOnlyMemory<byte> answer)
        where T : IScaleType<T> => Scale.TryDecode<T>(answer.Span, out var value, out var error)
            ? value
            : throw new PeerRequestException(PeerRequestFailure.Malformed, $"{peer}: {protocol}: {error}");
}
