namespace Spacemesh.Ports.Events;

/// <summary>
/// Something of the node's status is new: latest or processed layer, sync state, a peer came or went, a layer began (spec 09a §8.1).
/// Watchers read the status themselves.
/// </summary>
public sealed record StatusChanged : NodeEvent
{
    public static StatusChanged Instance { get; } = new();
}
