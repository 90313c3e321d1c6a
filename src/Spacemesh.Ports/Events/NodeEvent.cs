namespace Spacemesh.Ports.Events;

/// <summary>Something that happened in the node and that its users may watch (spec 09a §8). Each kind is a record of its own.</summary>
public abstract record NodeEvent;
