using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh.Pool;

namespace Spacemesh.Services.Mesh.Building;

/// <summary>Offers what the node's own pool holds (spec 07 §15).</summary>
/// <param name="pool">The pool.</param>
/// <param name="gasLimit">Gas of a block.</param>
/// <param name="perSlot">Most transactions for each slot.</param>
/// <param name="random">Whom to leave out where not all fit.</param>
public sealed class PooledTransactions(TransactionPool pool, ulong gasLimit, int perSlot, IRandomSource random) : IOfferedTransactions
{
    private readonly Lock _entry = new();

    public IReadOnlyList<TransactionId> Select(LayerId layer, int slots)
    {
        lock (_entry)
            return pool.Select(gasLimit, slots, perSlot, random);
    }
}
