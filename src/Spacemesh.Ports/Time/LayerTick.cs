using Spacemesh.Primitives;

namespace Spacemesh.Ports.Time;

/// <summary>The begin of a layer.</summary>
/// <param name="Layer">The layer that runs now.</param>
/// <param name="Missed">Layers since the tick before that passed unnoticed: the machine slept, or the consumer was busy.</param>
public readonly record struct LayerTick(LayerId Layer, uint Missed);
