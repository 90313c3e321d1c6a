using Spacemesh.Primitives;

namespace Spacemesh.Services.Mesh.Building;

/// <summary>The transactions that own proposals offer. Thread-safe.</summary>
public interface IOfferedTransactions
{
    /// <summary>For a proposal in this layer with a number of slots.</summary>
    IReadOnlyList<TransactionId> Select(LayerId layer, int slots);
}
