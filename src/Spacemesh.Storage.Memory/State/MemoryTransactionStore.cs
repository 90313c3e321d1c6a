using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Storage.Memory.State;

internal sealed class MemoryTransactionStore(IDataSource<StateData> source) : ITransactionStore
{
    public void Add(Transaction transaction, long receivedNanoseconds) => source.Write(data =>
        data.Transactions.Find(transaction.RawTx.Id) is not { } row
            ? data.Transactions.TryAdd(new TransactionRow(transaction, null, receivedNanoseconds))
            : row.Transaction.TxHeader is null
                && data.Transactions.TryReplace(row with { Transaction = row.Transaction with { TxHeader = transaction.TxHeader } }));

    public TransactionRecord? Find(TransactionId id) => source.Read(data => data.Transactions.Find(id)?.Record);

    public bool Contains(TransactionId id) => source.Read(data => data.Transactions.Contains(id));

    public ResultOutcome AddResult(TransactionId id, TransactionResult result) => source.Write(data =>
    {
        if (data.Transactions.Find(id) is not { Result: null } row)
            return ResultOutcome.InvalidState;
        if (result.Addresses.Distinct().Count() != result.Addresses.Count)
            return ResultOutcome.DuplicateAddress;
        data.Transactions.TryReplace(row with { Result = result });
        return ResultOutcome.Added;
    });

    public TransactionResult? Result(TransactionId id) => source.Read(data => data.Transactions.Find(id)?.Result);

    public void UndoFrom(LayerId layer) => source.Write(data =>
    {
        foreach (var row in data.Transactions.Rows.Where(row => row.Result is { } result && result.Layer >= layer).ToList())
            data.Transactions.TryReplace(row with { Result = null });
        return 0;
    });

    public LayerId? AppliedLayer(TransactionId id) => source.Read(data => data.Transactions.Find(id)?.Result?.Layer);

    public void LinkToProposal(TransactionId id, ProposalId proposal, LayerId layer) =>
        source.Write(data => data.ProposalLinks.TryAdd(new LinkRow<ProposalId>(id, proposal, layer)));

    public void LinkToBlock(TransactionId id, BlockId block, LayerId layer) =>
        source.Write(data => data.BlockLinks.TryAdd(new LinkRow<BlockId>(id, block, layer)));

    public bool IsInProposal(TransactionId id, ProposalId proposal) => source.Read(data => data.ProposalLinks.Contains((id, proposal)));

    public bool IsInBlock(TransactionId id, BlockId block) => source.Read(data => data.BlockLinks.Contains((id, block)));

    public (LayerId Layer, BlockId Block)? NextBlock(TransactionId id, LayerId after) => source.Read(data =>
        data.BlockLinksByTransaction[id].Where(link => link.Layer > after).OrderBy(link => link.Layer).ThenBy(link => link.Holder).FirstOrDefault() is { } link
            ? (link.Layer, link.Holder)
            : ((LayerId, BlockId)?)null);

    public LayerId? NextProposal(TransactionId id, LayerId after) => source.Read(data =>
        data.ProposalLinksByTransaction[id].Where(link => link.Layer > after).Select(link => (LayerId?)link.Layer).Min());

    public IReadOnlyList<(Address Principal, ulong Nonce)> AddressesWithPending() => source.Read(data =>
    {
        var pending = new List<(Address Principal, ulong Nonce)>();
        foreach (var group in data.Transactions.Rows.Where(row => row.Transaction.TxHeader is not null).GroupBy(row => row.Transaction.TxHeader!.Principal).OrderBy(group => group.Key))
        {
            ulong? applied = group.Where(row => row.Result is not null).Select(row => (ulong?)row.Transaction.TxHeader!.Nonce).Max();
            ulong? waiting = group.Where(row => row.Result is null).Select(row => (ulong?)row.Transaction.TxHeader!.Nonce).Where(nonce => applied is null || nonce > applied).Min();
            if (waiting is { } nonce)
                pending.Add((group.Key, nonce));
        }

        return pending;
    });

    public IReadOnlyList<TransactionRecord> Pending(Address principal, ulong fromNonce) => source.Read(data =>
        Of(data, principal).Where(row => row.Result is null && row.Transaction.TxHeader!.Nonce >= fromNonce)
            .OrderBy(row => row.Transaction.TxHeader!.Nonce).ThenBy(row => row.ReceivedNanoseconds).ThenBy(row => row.Transaction.RawTx.Id)
            .Select(row => row.Record).ToList());

    public IReadOnlyList<TransactionRecord> OfPrincipal(Address principal, LayerId from, LayerId to) => source.Read(data =>
        Of(data, principal).Where(row => row.Result is not { } result || (result.Layer >= from && result.Layer <= to))
            .OrderBy(row => row.Transaction.TxHeader!.Nonce).ThenBy(row => row.Transaction.RawTx.Id)
            .Select(row => row.Record).ToList());

    public IReadOnlyList<(TransactionRecord Transaction, TransactionResult Result)> Results(TransactionResultFilter filter) => source.Read(data =>
        data.Transactions.Rows.Where(row => row.Result is { } result
                && (filter.Address is not { } address || result.Addresses.Contains(address))
                && (filter.Start is not { } start || result.Layer >= start)
                && (filter.End is not { } end || result.Layer <= end)
                && (filter.Id is not { } id || row.Transaction.RawTx.Id == id))
            .OrderBy(row => row.Result!.Layer).ThenBy(row => row.Transaction.RawTx.Id)
            .Select(row => (row.Record, row.Result!)).ToList());

    public IReadOnlyList<(TransactionRecord Transaction, TransactionResult? Result)> List(TransactionFilter filter, ListWindow window) => source.Read(data =>
    {
        var rows = data.Transactions.Rows.Where(row => (filter.First is not { } first || row.Result?.Layer >= first)
            && (filter.Last is not { } last || row.Result?.Layer <= last)
            && filter.Ids?.Contains(row.Transaction.RawTx.Id) != false
            && (filter.Address is not { } address || row.Result?.Addresses.Contains(address) == true));
        var ordered = window.Descending ? rows.OrderByDescending(row => row.Result?.Layer) : rows.OrderBy(row => row.Result?.Layer);
        return ordered.ThenBy(row => row.Transaction.RawTx.Id).Select(row => (row.Record, row.Result)).Window(window);
    });

    public int PruneProposalLinksBefore(LayerId before, int limit) => source.Write(data =>
    {
        var links = data.ProposalLinks.Rows.Where(link => link.Layer < before).Take(limit).ToList();
        foreach (var link in links)
            data.ProposalLinks.Remove((link.Transaction, link.Holder));
        return links.Count;
    });

    private static IEnumerable<TransactionRow> Of(StateData data, Address principal) =>
        data.TransactionsByPrincipal[principal].Where(row => row.Transaction.TxHeader is not null);
}
