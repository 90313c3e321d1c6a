using Spacemesh.Testing.Vectors;

namespace Spacemesh.Services.Activation.Tests.Vectors;

/// <summary>Version 1: ticks, weight and height up to the limits.</summary>
[VectorFile("04-atx-v1-weight")]
internal sealed class AtxV1WeightVectors : AtxHandlerVectors;
