using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

[VectorFile("09a-v2-lists")]
public sealed class ListVectors : GoldenCalls;
