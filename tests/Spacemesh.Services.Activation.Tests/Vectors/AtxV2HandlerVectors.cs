using Spacemesh.Testing.Vectors;

namespace Spacemesh.Services.Activation.Tests.Vectors;

/// <summary>Version 2: every row of its decision table, marriages and contradictions.</summary>
[VectorFile("04-atx-v2-handler")]
internal sealed class AtxV2HandlerVectors : AtxHandlerVectors;
