using Spacemesh.Primitives;

namespace Spacemesh.Activation;

/// <summary>An ATX that passed every rule: what is stored of it (spec 04 §7 #34, §8 #23).</summary>
public sealed record CheckedAtx
{
    public required AtxId Id { get; init; }

    public required EpochId PublishEpoch { get; init; }

    public required NodeId Smesher { get; init; }

    public required Address Coinbase { get; init; }

    /// <summary>Units that count.</summary>
    public required uint EffectiveUnits { get; init; }

    /// <summary>Of initial ATXs only.</summary>
    public required AtxId? Commitment { get; init; }

    public required ulong VrfNonce { get; init; }

    public required ulong BaseHeight { get; init; }

    public required ulong Ticks { get; init; }

    public required ulong Weight { get; init; }

    /// <summary>0 for version 2.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>Of merged ATXs only.</summary>
    public required AtxId? MarriageAtx { get; init; }

    public required IReadOnlyList<CheckedPost> Posts { get; init; }

    /// <summary>Those of a marriage ATX, in its order.</summary>
    public required IReadOnlyList<CheckedCertificate> Certificates { get; init; }

    /// <summary>Base height plus ticks, wrapping.</summary>
    public ulong Height => unchecked(BaseHeight + Ticks);
}
