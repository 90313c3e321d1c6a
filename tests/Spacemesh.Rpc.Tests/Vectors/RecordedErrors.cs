using Spacemesh.Testing.Vectors;

namespace Spacemesh.Rpc.Tests.Vectors;

[VectorFile("09a-errors")]
public sealed class RecordedErrors : RecordedCalls;
