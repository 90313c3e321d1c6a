using Spacemesh.Testing.Vectors;

namespace Spacemesh.Rpc.Tests.Vectors;

[VectorFile("09a-unary")]
public sealed class RecordedUnaryCalls : RecordedCalls;
