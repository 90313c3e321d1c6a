using Spacemesh.Testing.Vectors;

namespace Spacemesh.Rpc.Tests.Vectors;

[VectorFile("09a-parse")]
public sealed class RecordedParsing : RecordedCalls;
