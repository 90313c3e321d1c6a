using Spacemesh.Testing.Vectors;

namespace Spacemesh.Rpc.Tests.Vectors;

[VectorFile("09a-honest")]
public sealed class RecordedHonest : RecordedCalls;
