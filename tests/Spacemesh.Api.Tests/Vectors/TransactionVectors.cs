using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

[VectorFile("09a-transactions")]
public sealed class TransactionVectors : GoldenCalls;
