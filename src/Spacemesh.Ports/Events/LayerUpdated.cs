using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events;

/// <summary>
/// A layer moved on (spec 09a §8.1): <see cref="LayerProgress.Unknown"/> when the latest known layer is set, even to the same value;
/// approved before the hare's output is stored; applied when tortoise verified it, again after a revert.
/// </summary>
public sealed record LayerUpdated(LayerId Layer, LayerProgress Progress) : NodeEvent;
