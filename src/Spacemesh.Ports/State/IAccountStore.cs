using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Ports.State;

/// <summary>Accounts, one row for each layer that changed one (spec 10 §6.5).</summary>
public interface IAccountStore
{
    /// <summary>A zero account with this address where none is stored.</summary>
    Account Latest(Address address);

    /// <summary>The account as of the end of a layer; same rule.</summary>
    Account At(Address address, LayerId layer);

    bool Contains(Address address);

    /// <summary>Newest row of every account, by address.</summary>
    IReadOnlyList<Account> All();

    /// <summary>Newest row up to a layer of every account, by address; empty where no row is that old.</summary>
    IReadOnlyList<Account> Snapshot(LayerId layer);

    /// <summary>Newest rows of all accounts or of the given ones: layer descending, then address.</summary>
    IReadOnlyList<Account> List(IReadOnlyList<Address>? addresses, ListWindow window);

    /// <summary>Adds the row of <see cref="Account.Layer"/>.</summary>
    InsertOutcome Update(Account account);

    /// <summary>Deletes everything after a layer.</summary>
    void Revert(LayerId layer);
}
