using Spacemesh.Codec;
using Spacemesh.Net.Metering;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Net.Servers;

/// <summary>Answers about layers: <c>ld/1</c>, <c>lp/2</c> and <c>mh/1</c> (spec 08 §6.2, §6.5, §6.6). All are small.</summary>
internal sealed class LayerAnswers(IStateDatabase state, bool streams, INetworkMeter meter)
{
    public PeerAnswer Ballots(ReadOnlySpan<byte> request)
    {
        if (!Scale.TryDecode<LayerRequest>(request, out var wanted, out var error))
            throw RequestErrors.Malformed(RequestErrors.Undecodable(error, request));
        var ballots = state.Ballots.IdsInLayer(wanted.Layer);
        return PeerAnswer.Of(Scale.Encode(new LayerData(ballots.Take(LayerData.MaxBallots).ToScaleList())));
    }

    public PeerAnswer Opinion(ReadOnlySpan<byte> bytes)
    {
        if (!Scale.TryDecode<OpinionRequest>(bytes, out var request, out var error))
            throw RequestErrors.Malformed(RequestErrors.Undecodable(error, bytes));
        if (request.Block is null)
            meter.OpinionAsked();
        else
            meter.CertificateAsked();
        if (request.Block is { } block)
            return PeerAnswer.Of(Certificate(request.Layer, block));
        // The reference subtracts and crashes.
        if (request.Layer == LayerId.Zero)
            throw RequestErrors.Malformed("layer 0 has no layer before it");
        var opinion = state.Snapshot(stores => new LayerOpinion(
            stores.Layers.AggregatedHash(request.Layer.Sub(1)) ?? default,
            stores.Certificates.Certified(request.Layer)));
        return PeerAnswer.Of(Scale.Encode(opinion));
    }

    public PeerAnswer? MeshHashes(ReadOnlySpan<byte> bytes)
    {
        if (!Scale.TryDecode<MeshHashRequest>(bytes, out var request, out var error))
            return streams ? null : throw RequestErrors.Malformed($"invalid request: decoding request: {RequestErrors.Undecodable(error, bytes)}");
        if (request.Validate() is { } invalid)
            throw RequestErrors.Malformed($"validating request: {invalid}");
        var hashes = state.Layers.AggregatedHashes(request.From, request.To, request.Step)
            ?? throw RequestErrors.Malformed($"database: not found layers from {request.From.Value} to {request.To.Value} by {request.Step}");
        return PeerAnswer.Of(Scale.Encode(new MeshHashes(hashes.ToScaleList())));
    }

    /// <summary>The certificate of a block; empty where the layer has rows of others only.</summary>
    private byte[] Certificate(LayerId layer, BlockId block)
    {
        var rows = state.Certificates.InLayer(layer);
        var row = rows.FirstOrDefault(row => row.Block == block);
        if (row is null && rows.Count > 0)
            return [];
        // A row of our own hare's output, or a pruned one, has no certificate: the reference crashes on it.
        return row?.Certificate is { } certificate
            ? Scale.Encode(certificate)
            : throw RequestErrors.Malformed($"get certs {layer.Value}: database: not found");
    }
}
