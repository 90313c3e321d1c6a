using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events.User;

/// <summary>Slots of an identity in a layer.</summary>
public readonly record struct LayerSlots(LayerId Layer, uint Count);
