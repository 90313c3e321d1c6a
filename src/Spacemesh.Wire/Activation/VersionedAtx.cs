using System.Diagnostics.CodeAnalysis;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Activation;

/// <summary>An ATX of either version as it was received, with the bytes that are stored and served again (spec 01 §1.6, §7.4).</summary>
public sealed record VersionedAtx
{
    /// <summary>Smesher id and signature, behind what the id of a V1 ATX covers.</summary>
    private const int V1TailLength = Bytes32.Length + Bytes64.Length;

    private readonly bool _canonical;

    private VersionedAtx(ScaleBytes blob, ActivationTxV1? v1, ActivationTxV2? v2, bool canonical)
    {
        _canonical = canonical;
        Blob = blob;
        V1 = v1;
        V2 = v2;
    }

    /// <summary>The received bytes, which may differ from the re-encoding.</summary>
    public ScaleBytes Blob { get; }

    public ActivationTxV1? V1 { get; }

    public ActivationTxV2? V2 { get; }

    public AtxVersion Version => V1 is null ? AtxVersion.V2 : AtxVersion.V1;

    public EpochId PublishEpoch => V1 is { } v1 ? v1.Inner.Challenge.PublishEpoch : V2!.PublishEpoch;

    public NodeId SmesherId => V1 is { } v1 ? v1.SmesherId : V2!.SmesherId;

    public EdSignature Signature => V1 is { } v1 ? v1.Signature : V2!.Signature;

    /// <summary>The version that the leading publish epoch of <paramref name="blob"/> demands.</summary>
    public static bool TryReadVersion(ReadOnlySpan<byte> blob, AtxVersionSchedule schedule, out AtxVersion version, out DecodeError error)
    {
        var reader = new ScaleReader(blob);
        version = schedule.VersionAt(reader.Epoch("PublishEpoch"));
        error = reader.Error;
        return !reader.Failed;
    }

    /// <summary>Decodes with the version of the publish epoch; a blob of the other version is never tried.</summary>
    public static bool TryDecode(ScaleBytes blob, AtxVersionSchedule schedule, [MaybeNullWhen(false)] out VersionedAtx atx, out DecodeError error)
    {
        atx = null;
        return TryReadVersion(blob.Span, schedule, out var version, out error) && TryDecode(blob, version, out atx, out error);
    }

    /// <summary>Decodes a blob whose version is known, such as a stored one.</summary>
    public static bool TryDecode(ScaleBytes blob, AtxVersion version, [MaybeNullWhen(false)] out VersionedAtx atx, out DecodeError error)
    {
        if (version == AtxVersion.V1)
            atx = Scale.TryDecode<ActivationTxV1>(blob.Span, out var v1, out error, out bool canonical) ? new VersionedAtx(blob, v1, null, canonical) : null;
        else
            atx = Scale.TryDecode<ActivationTxV2>(blob.Span, out var v2, out error, out bool canonical) ? new VersionedAtx(blob, null, v2, canonical) : null;
        return atx is not null;
    }

    /// <summary>The id. A canonical V1 blob already is the re-encoding that the id is computed from.</summary>
    public AtxId ComputeId()
    {
        if (V1 is not { } v1)
            return V2!.ComputeId();
        return _canonical ? new AtxId(Blake3.Hash(Blob.Span[..^V1TailLength]).Value) : v1.ComputeId();
    }

    /// <summary>What the smesher signs in the ATX domain (spec 01 §3.3).</summary>
    public byte[] SignedBytes(AtxId id) => V1 is { } v1 ? v1.SignedBytes(id) : id.ToArray();
}
