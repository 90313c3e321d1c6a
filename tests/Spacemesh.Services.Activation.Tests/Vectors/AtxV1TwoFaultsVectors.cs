using Spacemesh.Testing.Vectors;

namespace Spacemesh.Services.Activation.Tests.Vectors;

/// <summary>Version 1: the order of the checks.</summary>
[VectorFile("04-atx-v1-two-faults")]
internal sealed class AtxV1TwoFaultsVectors : AtxHandlerVectors;
