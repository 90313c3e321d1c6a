using Spacemesh.Primitives;

namespace Spacemesh.Proposals.Intake;

/// <summary>When an object arrives.</summary>
/// <param name="Current">The layer that runs.</param>
/// <param name="Processed">The last layer that the mesh has processed.</param>
public readonly record struct IntakeMoment(LayerId Current, LayerId Processed);
