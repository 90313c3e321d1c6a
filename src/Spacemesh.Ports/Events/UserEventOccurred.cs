namespace Spacemesh.Ports.Events;

/// <summary>A user event and when it was published.</summary>
public sealed record UserEventOccurred(DateTimeOffset Time, UserEvent Event) : NodeEvent;
