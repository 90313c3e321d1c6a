using Spacemesh.Primitives;
using Spacemesh.Vm.Execution;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Tests;

/// <summary>Accounts as the database keeps them: one row per address and layer, the newest counts.</summary>
internal sealed class AccountHistory : IAccountReader
{
    private readonly SortedDictionary<Address, List<Account>> _rows = [];
    private readonly HashSet<(NodeId Smesher, LayerId Layer)> _rewards = [];

    public IEnumerable<Account> Newest => _rows.Values.Select(rows => rows[^1]);

    public Account Get(Address address) => _rows.TryGetValue(address, out var rows) ? rows[^1] : EmptyAccount.At(address);

    public void Insert(Account account)
    {
        if (!_rows.TryGetValue(account.Address, out var rows))
            _rows.Add(account.Address, rows = []);
        if (rows.Any(row => row.Layer == account.Layer))
            throw new InvalidOperationException("object exists");
        rows.Add(account);
        rows.Sort((a, b) => a.Layer.CompareTo(b.Layer));
    }

    /// <summary>Stores an outcome whole or, where a row exists already, not at all.</summary>
    public void Store(LayerOutcome outcome)
    {
        bool exists = outcome.Accounts.Any(account => _rows.TryGetValue(account.Address, out var rows) && rows.Any(row => row.Layer == account.Layer))
            || outcome.Rewards.Any(reward => _rewards.Contains((reward.SmesherId, reward.Layer)))
            || outcome.Rewards.DistinctBy(reward => reward.SmesherId).Count() != outcome.Rewards.Count;
        if (exists)
            throw new InvalidOperationException("object exists");
        foreach (var account in outcome.Accounts)
            Insert(account);
        foreach (var reward in outcome.Rewards)
            _rewards.Add((reward.SmesherId, reward.Layer));
    }

    public void Revert(LayerId layer)
    {
        foreach (var address in _rows.Keys.ToList())
        {
            _rows[address].RemoveAll(row => row.Layer > layer);
            if (_rows[address].Count == 0)
                _rows.Remove(address);
        }

        _rewards.RemoveWhere(reward => reward.Layer > layer);
    }
}
