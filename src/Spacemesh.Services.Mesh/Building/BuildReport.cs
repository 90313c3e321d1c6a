using Spacemesh.Primitives;
using Spacemesh.Wire.Proposals;

namespace Spacemesh.Services.Mesh.Building;

/// <summary>What building a layer gave.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Proposals">The proposals that were made, by identity; one that could not be published among them.</param>
/// <param name="Failures">Why there is no proposal of anybody, or of somebody.</param>
public sealed record BuildReport(LayerId Layer, IReadOnlyList<Proposal> Proposals, IReadOnlyList<string> Failures);
