using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Storage.Memory.State;

internal sealed class MemoryAccountStore(IDataSource<StateData> source) : IAccountStore
{
    public Account Latest(Address address) => At(address, LayerId.Max);

    public Account At(Address address, LayerId layer) => source.Read(data => Newest(data, address, layer)) ?? new Account(default, address, 0, 0, null, default);

    public bool Contains(Address address) => source.Read(data => data.AccountsByAddress[address].Any());

    public IReadOnlyList<Account> All() => Snapshot(LayerId.Max);

    public IReadOnlyList<Account> Snapshot(LayerId layer) =>
        source.Read(data => data.AccountsByAddress.Values.Order().Select(address => Newest(data, address, layer)).OfType<Account>().ToList());

    public IReadOnlyList<Account> List(IReadOnlyList<Address>? addresses, ListWindow window) => source.Read(data =>
        data.AccountsByAddress.Values.Where(address => addresses?.Contains(address) != false)
            .Select(address => Newest(data, address, LayerId.Max)).OfType<Account>()
            .OrderByDescending(account => account.Layer).ThenBy(account => account.Address).Window(window));

    public InsertOutcome Update(Account account)
    {
        // Only a spawned account has a state column.
        var stored = account.TemplateAddress is null ? account with { State = default } : account;
        return source.Write(data => data.Accounts.TryAdd(stored)) ? InsertOutcome.Added : InsertOutcome.ObjectExists;
    }

    public void Revert(LayerId layer) => source.Write(data =>
    {
        data.Accounts.RemoveAll(row => row.Layer > layer);
        return 0;
    });

    private static Account? Newest(StateData data, Address address, LayerId layer) =>
        data.AccountsByAddress[address].Where(row => row.Layer <= layer).MaxBy(row => row.Layer);
}
