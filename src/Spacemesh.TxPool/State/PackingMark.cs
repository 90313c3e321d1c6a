using Spacemesh.Primitives;

namespace Spacemesh.TxPool.State;

/// <summary>Where a pending transaction is known to be packed (spec 07 §14). The default value is: nowhere.</summary>
/// <param name="Layer">Layer of the proposal or block; 0 where it is in none.</param>
/// <param name="Block">The block; zero where it is a proposal.</param>
public readonly record struct PackingMark(LayerId Layer, BlockId Block)
{
    public static readonly PackingMark None;

    public bool IsPacked => Layer.Value != 0;
}
