using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

[VectorFile("09a-parse")]
public sealed class ParseVectors : GoldenCalls;
