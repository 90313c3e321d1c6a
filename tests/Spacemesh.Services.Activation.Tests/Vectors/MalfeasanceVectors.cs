using Spacemesh.Testing.Vectors;

namespace Spacemesh.Services.Activation.Tests.Vectors;

/// <summary>The five kinds of proofs and single-field changes.</summary>
[VectorFile("04-malfeasance")]
internal sealed class MalfeasanceVectors : MalfeasanceHandlerVectors;
