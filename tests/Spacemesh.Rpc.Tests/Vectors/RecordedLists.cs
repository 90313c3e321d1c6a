using Spacemesh.Testing.Vectors;

namespace Spacemesh.Rpc.Tests.Vectors;

[VectorFile("09a-v2-lists")]
public sealed class RecordedLists : RecordedCalls;
