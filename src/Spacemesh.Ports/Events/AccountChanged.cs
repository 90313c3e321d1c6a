using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events;

/// <summary>An account has another state, applied or projected; watchers read it themselves (spec 09a §8.1).</summary>
public sealed record AccountChanged(Address Address) : NodeEvent;
