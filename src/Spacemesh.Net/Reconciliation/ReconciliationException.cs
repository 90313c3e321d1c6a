namespace Spacemesh.Net.Reconciliation;

/// <summary>The peer does not follow the protocol of set reconciliation: close the stream.</summary>
public sealed class ReconciliationException(string message) : Exception(message);
