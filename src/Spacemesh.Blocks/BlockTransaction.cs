using Spacemesh.Primitives;

namespace Spacemesh.Blocks;

/// <summary>What the order of a block needs to know of a transaction.</summary>
/// <param name="Id">The transaction.</param>
/// <param name="Principal">Whose nonce it uses.</param>
/// <param name="Nonce">That nonce.</param>
/// <param name="MaxGas">Gas that it may use.</param>
/// <param name="GasPrice">Price of a unit of gas.</param>
/// <param name="MaxSpend">What it may move besides.</param>
/// <param name="Applied">Whether an applied layer has it already.</param>
public readonly record struct BlockTransaction(
    TransactionId Id, Address Principal, ulong Nonce, ulong MaxGas, ulong GasPrice, ulong MaxSpend, bool Applied)
{
    /// <summary>Wraps like the reference (spec 05 §8.3).</summary>
    public ulong Fee => unchecked(MaxGas * GasPrice);

    /// <inheritdoc cref="Fee"/>
    public ulong Spending => unchecked(Fee + MaxSpend);
}
