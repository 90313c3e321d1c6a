using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

[VectorFile("09a-honest")]
public sealed class HonestVectors : GoldenCalls;
