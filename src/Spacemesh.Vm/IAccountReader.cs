using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm;

/// <summary>The accounts as they are after the layers applied so far.</summary>
public interface IAccountReader
{
    /// <summary>The newest state of an account; one that was never seen has this address and nothing else (spec 07 §2).</summary>
    Account Get(Address address);
}
