using Spacemesh.Ports.State;

namespace Spacemesh.Ports.Events;

/// <summary>An ATX was stored, from gossip or sync (spec 04 §20).</summary>
public sealed record AtxStored(AtxRecord Atx) : NodeEvent;
