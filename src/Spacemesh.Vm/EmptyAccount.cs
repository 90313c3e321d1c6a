using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm;

/// <summary>The account of an address that was never seen (spec 07 §2).</summary>
public static class EmptyAccount
{
    public static Account At(Address address) => new(default, address, 0, 0, null, default);
}
