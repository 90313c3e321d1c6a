using Spacemesh.Primitives;
using Spacemesh.TxPool.State;
using Spacemesh.Vm;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.TxPool.Tests;

/// <summary>The stored transactions and accounts of a node, in memory.</summary>
internal sealed class MemoryRows : IPendingRows, IAccountReader
{
    private readonly Dictionary<TransactionId, Row> _rows = [];
    private readonly Dictionary<Address, (ulong Nonce, ulong Balance)> _accounts = [];
    private readonly List<(TransactionId Id, LayerId Layer, BlockId? Block, string Name)> _links = [];

    public LayerId LastApplied { get; set; }

    public bool Has(TransactionId id) => _rows.ContainsKey(id);

    public bool HasHeader(TransactionId id) => _rows.TryGetValue(id, out var row) && row.Header is not null;

    public Account Get(Address address) => _accounts.TryGetValue(address, out var state)
        ? EmptyAccount.At(address) with { NextNonce = state.Nonce, Balance = state.Balance }
        : EmptyAccount.At(address);

    public void SetAccount(Address address, ulong nonce, ulong balance) => _accounts[address] = (nonce, balance);

    public void Store(TransactionId id, TxHeader? header, long received)
    {
        if (_rows.TryGetValue(id, out var row))
            row.Header ??= header;
        else
            _rows.Add(id, new Row { Header = header, Received = received });
    }

    public void SetApplied(TransactionId id, LayerId layer) => _rows[id].Applied = layer;

    public void UndoFrom(LayerId layer)
    {
        foreach (var row in _rows.Values)
        {
            if (row.Applied >= layer)
                row.Applied = null;
        }
    }

    public void Link(TransactionId id, LayerId layer, BlockId? block, string name) => _links.Add((id, layer, block, name));

    public IEnumerable<PendingRow> Pending(Address principal, ulong fromNonce) =>
        from row in _rows
        where row.Value.Header is { } header && header.Principal == principal && header.Nonce >= fromNonce && row.Value.Applied is null
        orderby row.Value.Header!.Nonce, row.Value.Received, row.Key
        select new PendingRow(row.Key, row.Value.Header!, row.Value.Received);

    public IEnumerable<(Address Principal, ulong Nonce)> PrincipalsWithPending()
    {
        foreach (var group in _rows.Values.Where(row => row.Header is not null).GroupBy(row => row.Header!.Principal).OrderBy(group => group.Key))
        {
            var applied = group.Where(row => row.Applied is not null).Select(row => row.Header!.Nonce).ToList();
            var pending = group
                .Where(row => row.Applied is null && (applied.Count == 0 || row.Header!.Nonce > applied.Max()))
                .Select(row => row.Header!.Nonce)
                .ToList();
            if (pending.Count > 0)
                yield return (group.Key, pending.Min());
        }
    }

    public PackingMark NextInclusion(TransactionId transaction, LayerId after)
    {
        var later = _links.Where(link => link.Id == transaction && link.Layer > after).OrderBy(link => link.Layer).ThenBy(link => link.Name).ToList();
        var link = later.Find(link => link.Block is not null);
        if (link == default)
            link = later.FirstOrDefault();
        return new PackingMark(link.Layer, link.Block ?? default);
    }

    private sealed class Row
    {
        public TxHeader? Header { get; set; }

        public long Received { get; init; }

        public LayerId? Applied { get; set; }
    }
}
