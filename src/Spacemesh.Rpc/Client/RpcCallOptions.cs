namespace Spacemesh.Rpc.Client;

/// <summary>What a single call adds to its channel's settings.</summary>
public sealed record RpcCallOptions
{
    public static RpcCallOptions Default { get; } = new();

    /// <summary>How long the call may take in all; null is as long as it likes.</summary>
    public TimeSpan? Timeout { get; init; }

    public RpcMetadata Metadata { get; init; } = [];
}
