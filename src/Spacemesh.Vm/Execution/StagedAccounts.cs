using Spacemesh.Primitives;
using Spacemesh.Vm.Parsing;
using Spacemesh.Vm.Templates;

namespace Spacemesh.Vm.Execution;

/// <summary>
/// The accounts that one layer reads and changes. Changed accounts keep the order of their first change, which is the order
/// of the state root (spec 07 §8).
/// </summary>
internal sealed class StagedAccounts(IAccountReader reader) : IPrincipalStates
{
    private readonly Dictionary<Address, StagedAccount> _accounts = [];
    private readonly List<StagedAccount> _changed = [];

    public IReadOnlyList<StagedAccount> Changed => _changed;

    public StagedAccount Get(Address address)
    {
        if (!_accounts.TryGetValue(address, out var account))
            _accounts.Add(address, account = new StagedAccount(reader.Get(address)));
        return account;
    }

    public void MarkChanged(StagedAccount account)
    {
        if (account.Changed)
            return;
        account.Changed = true;
        _changed.Add(account);
    }

    PrincipalState IPrincipalStates.Get(Address account, out AccountTemplate? instance, out Address template)
    {
        var staged = Get(account);
        template = staged.Template.GetValueOrDefault();
        return staged.Instance(out instance);
    }
}
