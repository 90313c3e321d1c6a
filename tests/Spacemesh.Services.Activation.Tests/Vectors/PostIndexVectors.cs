using Spacemesh.Testing.Vectors;

namespace Spacemesh.Services.Activation.Tests.Vectors;

/// <summary>Proofs of a bad PoST index, judged with the labels of every network.</summary>
[VectorFile("04-malfeasance-post-index")]
internal sealed class PostIndexVectors : MalfeasanceHandlerVectors;
