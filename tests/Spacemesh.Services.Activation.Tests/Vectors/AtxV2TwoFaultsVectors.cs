using Spacemesh.Testing.Vectors;

namespace Spacemesh.Services.Activation.Tests.Vectors;

/// <summary>Version 2: the order of the checks.</summary>
[VectorFile("04-atx-v2-two-faults")]
internal sealed class AtxV2TwoFaultsVectors : AtxHandlerVectors;
