using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Vm;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Services.Mesh.Execution;

/// <summary>The accounts of the state as the VM and the pool read them.</summary>
public sealed class StoredAccounts(IStateStores stores) : IAccountReader
{
    public Account Get(Address address) => stores.Accounts.Latest(address);
}
