using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>Which results to list; null leaves a bound out.</summary>
public sealed record TransactionResultFilter(Address? Address = null, LayerId? Start = null, LayerId? End = null, TransactionId? Id = null);
