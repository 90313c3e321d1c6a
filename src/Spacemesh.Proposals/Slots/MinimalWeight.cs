using Spacemesh.Primitives;

namespace Spacemesh.Proposals.Slots;

/// <summary>From an epoch on, active sets count with at least this weight.</summary>
public readonly record struct MinimalWeight(EpochId Epoch, ulong Weight);
