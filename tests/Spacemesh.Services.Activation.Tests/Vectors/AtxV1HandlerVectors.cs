using Spacemesh.Testing.Vectors;

namespace Spacemesh.Services.Activation.Tests.Vectors;

/// <summary>Version 1: every row of its decision table.</summary>
[VectorFile("04-atx-v1-handler")]
internal sealed class AtxV1HandlerVectors : AtxHandlerVectors;
