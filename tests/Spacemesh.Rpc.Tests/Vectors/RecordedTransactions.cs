using Spacemesh.Testing.Vectors;

namespace Spacemesh.Rpc.Tests.Vectors;

[VectorFile("09a-transactions")]
public sealed class RecordedTransactions : RecordedCalls;
