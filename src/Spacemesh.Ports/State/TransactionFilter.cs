using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>Which transactions to list; null leaves a condition out, an empty list of ids matches nothing.</summary>
/// <param name="First">First layer: leaves out what has none.</param>
/// <param name="Last">Last layer, likewise.</param>
/// <param name="Ids">Their ids.</param>
/// <param name="Address">An address that their result touched: leaves out what has no result.</param>
public sealed record TransactionFilter(LayerId? First = null, LayerId? Last = null, IReadOnlyList<TransactionId>? Ids = null, Address? Address = null);
