using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

[VectorFile("09a-errors")]
public sealed class ErrorVectors : GoldenCalls;
