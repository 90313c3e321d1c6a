using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>A verified or checkpointed ATX without its blob (table <c>atxs</c>, spec 10 §4.1).</summary>
public sealed record AtxRecord
{
    public required AtxId Id { get; init; }

    public required EpochId PublishEpoch { get; init; }

    /// <summary>Units that count: for every identity the fewer of declared and previous ones.</summary>
    public required uint EffectiveUnits { get; init; }

    /// <summary>Set for initial and checkpointed ATXs only.</summary>
    public AtxId? CommitmentAtx { get; init; }

    /// <summary>The smesher's VRF nonce; 0 where the row has none.</summary>
    public required ulong VrfNonce { get; init; }

    public required ulong BaseTickHeight { get; init; }

    public required ulong TickCount { get; init; }

    /// <summary>Sequence number of version 1, 0 for version 2.</summary>
    public ulong Sequence { get; init; }

    /// <summary>The publisher.</summary>
    public required NodeId Smesher { get; init; }

    public required Address Coinbase { get; init; }

    /// <summary>When it was received, in Unix nanoseconds; 0 for a checkpointed ATX.</summary>
    public required long ReceivedNanoseconds { get; init; }

    public AtxValidity Validity { get; init; }

    public AtxId? MarriageAtx { get; init; }

    /// <summary>Effective units × ticks as stored; 0 for checkpointed ATXs.</summary>
    public required ulong Weight { get; init; }

    /// <summary>Whether it came from a checkpoint and has no blob.</summary>
    public bool IsCheckpointed => ReceivedNanoseconds == 0;

    /// <summary>Base height plus ticks, wrapping.</summary>
    public ulong TickHeight => unchecked(BaseTickHeight + TickCount);
}
