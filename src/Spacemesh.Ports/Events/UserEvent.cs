namespace Spacemesh.Ports.Events;

/// <summary>
/// Something that the user of the node is told about, live and from a ring of the last hundred (spec 09a §8.2). Its time is that of its
/// publication, which the sink adds.
/// </summary>
public abstract record UserEvent : NodeEvent
{
    /// <summary>Whether it tells of a failure.</summary>
    public virtual bool IsFailure => false;

    /// <summary>One or two sentences for people; no contract.</summary>
    public abstract string Help { get; }
}
