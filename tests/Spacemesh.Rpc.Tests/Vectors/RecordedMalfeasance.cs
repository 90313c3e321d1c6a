using Spacemesh.Testing.Vectors;

namespace Spacemesh.Rpc.Tests.Vectors;

[VectorFile("09a-malfeasance")]
public sealed class RecordedMalfeasance : RecordedCalls;
