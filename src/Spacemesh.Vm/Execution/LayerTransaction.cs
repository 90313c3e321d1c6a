using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Vm.Execution;

/// <summary>A transaction of the layer to apply.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Raw">Its bytes.</param>
/// <param name="Verified">Whether it was stored with a header, which means that its signatures were verified on admission (spec 07 §7 step 5).</param>
public readonly record struct LayerTransaction(TransactionId Id, ReadOnlyMemory<byte> Raw, bool Verified)
{
    public static LayerTransaction Create(ReadOnlyMemory<byte> raw, bool verified) => new(new TransactionId(Blake3.Hash(raw.Span).Value), raw, verified);
}
