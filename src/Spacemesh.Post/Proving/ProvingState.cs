namespace Spacemesh.Post.Proving;

/// <summary>Everything that an interrupted proof goes on from.</summary>
internal sealed record ProvingState
{
    /// <summary>Layout of this record; others are not read.</summary>
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    /// <summary>Digest of what the proof depends on: another one is another proof.</summary>
    public required string Proof { get; init; }

    /// <summary>First nonce of the pass.</summary>
    public required uint FirstNonce { get; init; }

    /// <summary>The proofs of work found in this pass, in group order.</summary>
    public required ulong[] Pows { get; init; }

    /// <summary>For each drive the index of the first label that is not scanned yet.</summary>
    public required ulong[] Positions { get; init; }

    /// <summary>Bytes scanned in this pass.</summary>
    public required long Scanned { get; init; }

    /// <summary>Good labels by nonce, once scanning has begun.</summary>
    public required ulong[][] Good { get; init; }
}
