using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>Which ATXs to list; null leaves a condition out, an empty list of ids matches nothing.</summary>
public sealed record AtxFilter
{
    public EpochId? FirstEpoch { get; init; }

    public EpochId? LastEpoch { get; init; }

    public IReadOnlyList<AtxId>? Ids { get; init; }

    public IReadOnlyList<NodeId>? Smeshers { get; init; }

    public Address? Coinbase { get; init; }

    /// <summary>Only those behind this one in the order of the list: where a page ended.</summary>
    public (EpochId Epoch, AtxId Id)? After { get; init; }
}
