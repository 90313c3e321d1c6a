using System.Buffers.Binary;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteTransactionStore(IConnectionSource source) : SqliteStore(source), ITransactionStore
{
    private const string Columns = "t.id, t.tx, t.header, t.layer, t.block, t.timestamp";

    public void Add(Transaction transaction, long receivedNanoseconds)
    {
        byte[]? header = transaction.TxHeader is { } parsed ? Scale.Encode(parsed) : null;
        Run(
            """
            INSERT INTO transactions (id, tx, header, principal, nonce, timestamp) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (id) DO UPDATE SET header = ?3, principal = ?4, nonce = ?5 WHERE header IS NULL
            """,
            s =>
            {
                s.BindId(1, transaction.RawTx.Id).Bind(2, transaction.RawTx.Raw.Span).BindBlobOrNull(3, header).Bind(6, receivedNanoseconds);
                if (transaction.TxHeader is { } known)
                    s.BindId(4, known.Principal).Bind(5, NonceBytes(known.Nonce));
                else
                    s.BindNull(4).BindNull(5);
            });
    }

    public TransactionRecord? Find(TransactionId id) => Row(
        $"SELECT {Columns} FROM transactions t WHERE t.id = ?1",
        s => s.BindId(1, id),
        s => TryRecord(s) ?? throw Corrupt($"transaction {id}", "its header is damaged"));

    public bool Contains(TransactionId id) => Exists("SELECT 1 FROM transactions WHERE id = ?1", s => s.BindId(1, id));

    public ResultOutcome AddResult(TransactionId id, TransactionResult result)
    {
        byte[] encoded = Scale.Encode(result);
        return Write(connection =>
        {
            if (!Exists(connection, "SELECT 1 FROM transactions WHERE id = ?1 AND result IS NULL", s => s.BindId(1, id)))
                return ResultOutcome.InvalidState;
            if (result.Addresses.Distinct().Count() != result.Addresses.Count)
                return ResultOutcome.DuplicateAddress;
            Run(
                connection,
                "UPDATE transactions SET result = ?2, layer = ?3, block = ?4 WHERE id = ?1",
                s => s.BindId(1, id).Bind(2, encoded).Bind(3, result.Layer.Value).BindId(4, result.Block));
            using var insert = connection.Cached("INSERT INTO transactions_results_addresses (address, tid) VALUES (?1, ?2) ON CONFLICT DO NOTHING");
            foreach (var address in result.Addresses)
            {
                insert.BindId(1, address).BindId(2, id).Run();
                insert.Reset();
            }

            return ResultOutcome.Added;
        });
    }

    public TransactionResult? Result(TransactionId id) => Row(
        "SELECT result FROM transactions WHERE id = ?1 AND result IS NOT NULL",
        s => s.BindId(1, id),
        s => Scale.TryDecodePrefix<TransactionResult>(s.Blob(0), out var result, out _, out var error) ? result : throw Corrupt($"result of transaction {id}", error));

    public void UndoFrom(LayerId layer) => Write(connection =>
    {
        Run(
            connection,
            "DELETE FROM transactions_results_addresses WHERE tid IN (SELECT id FROM transactions WHERE layer >= ?1)",
            s => s.Bind(1, layer.Value));
        return Run(connection, "UPDATE transactions SET layer = NULL, block = NULL, result = NULL WHERE layer >= ?1", s => s.Bind(1, layer.Value));
    });

    public LayerId? AppliedLayer(TransactionId id) => Value(
        "SELECT layer FROM transactions WHERE id = ?1 AND result IS NOT NULL", s => s.BindId(1, id), s => new LayerId(s.UInt32(0)));

    public void LinkToProposal(TransactionId id, ProposalId proposal, LayerId layer) => Run(
        "INSERT INTO proposal_transactions (tid, pid, layer) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        s => s.BindId(1, id).BindId(2, proposal.ToHash32()).Bind(3, layer.Value));

    public void LinkToBlock(TransactionId id, BlockId block, LayerId layer) => Run(
        "INSERT INTO block_transactions (tid, bid, layer) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        s => s.BindId(1, id).BindId(2, block.ToHash32()).Bind(3, layer.Value));

    public bool IsInProposal(TransactionId id, ProposalId proposal) =>
        Exists("SELECT 1 FROM proposal_transactions WHERE tid = ?1 AND pid = ?2", s => s.BindId(1, id).BindId(2, proposal.ToHash32()));

    public bool IsInBlock(TransactionId id, BlockId block) =>
        Exists("SELECT 1 FROM block_transactions WHERE tid = ?1 AND bid = ?2", s => s.BindId(1, id).BindId(2, block.ToHash32()));

    public (LayerId Layer, BlockId Block)? NextBlock(TransactionId id, LayerId after) => Value(
        "SELECT layer, bid FROM block_transactions WHERE tid = ?1 AND layer > ?2 ORDER BY layer, bid LIMIT 1",
        s => s.BindId(1, id).Bind(2, after.Value),
        s => (new LayerId(s.UInt32(0)), s.Id<BlockId>(1)));

    public LayerId? NextProposal(TransactionId id, LayerId after) => Value(
        "SELECT layer FROM proposal_transactions WHERE tid = ?1 AND layer > ?2 ORDER BY layer, pid LIMIT 1",
        s => s.BindId(1, id).Bind(2, after.Value),
        s => new LayerId(s.UInt32(0)));

    public IReadOnlyList<(Address Principal, ulong Nonce)> AddressesWithPending() => Rows(
        """
        SELECT t.principal, min(t.nonce) FROM transactions t
        WHERE t.result IS NULL AND t.nonce > coalesce(
            (SELECT max(applied.nonce) FROM transactions applied WHERE applied.principal = t.principal AND applied.result IS NOT NULL), 0)
        GROUP BY t.principal ORDER BY t.principal
        """,
        _ => { },
        s => (s.Id<Address>(0), ReadNonce(s.Blob(1))));

    public IReadOnlyList<TransactionRecord> Pending(Address principal, ulong fromNonce) => RowsUntilNull(
        $"SELECT {Columns} FROM transactions t WHERE t.principal = ?1 AND t.nonce >= ?2 AND t.result IS NULL ORDER BY t.nonce, t.timestamp, t.id",
        s => s.BindId(1, principal).Bind(2, NonceBytes(fromNonce)),
        TryRecord);

    public IReadOnlyList<TransactionRecord> OfPrincipal(Address principal, LayerId from, LayerId to) => RowsUntilNull(
        $"SELECT {Columns} FROM transactions t WHERE t.principal = ?1 AND (t.layer IS NULL OR t.layer BETWEEN ?2 AND ?3) ORDER BY t.nonce, t.id",
        s => s.BindId(1, principal).Bind(2, from.Value).Bind(3, to.Value),
        TryRecord);

    public IReadOnlyList<(TransactionRecord Transaction, TransactionResult Result)> Results(TransactionResultFilter filter)
    {
        string sql = $"SELECT {Columns}, t.result FROM transactions t WHERE t.result IS NOT NULL"
            + (filter.Address is null ? "" : " AND t.id IN (SELECT tid FROM transactions_results_addresses WHERE address = ?1)")
            + (filter.Start is null ? "" : " AND t.layer >= ?2")
            + (filter.End is null ? "" : " AND t.layer <= ?3")
            + (filter.Id is null ? "" : " AND t.id = ?4")
            + " ORDER BY t.layer, t.id";
        return Read(connection =>
        {
            var results = new List<(TransactionRecord Transaction, TransactionResult Result)>();
            using var rows = connection.Cached(sql);
            if (filter.Address is { } address)
                rows.BindId(1, address);
            if (filter.Start is { } start)
                rows.Bind(2, start.Value);
            if (filter.End is { } end)
                rows.Bind(3, end.Value);
            if (filter.Id is { } id)
                rows.BindId(4, id);
            while (rows.Step() && TryRecord(rows) is { } transaction && Scale.TryDecodePrefix<TransactionResult>(rows.Blob(6), out var result, out _, out _))
                results.Add((transaction, result));
            return results;
        });
    }

    public IReadOnlyList<(TransactionRecord Transaction, TransactionResult? Result)> List(TransactionFilter filter, ListWindow window) =>
        Read(connection => new ListQuery()
            .Where("t.id IN (SELECT tid FROM transactions_results_addresses WHERE address = ?)", filter.Address)
            .WhereIn("t.id", filter.Ids)
            .Where("t.layer >= ?", filter.First?.Value)
            .Where("t.layer <= ?", filter.Last?.Value)
            .Rows(
                connection,
                $"SELECT {Columns}, t.result FROM transactions t",
                window.Descending ? " ORDER BY t.layer DESC, t.id" : " ORDER BY t.layer, t.id",
                window,
                Listed)
            .Select(row => row.GetValueOrDefault())
            .ToList());

    public int PruneProposalLinksBefore(LayerId before, int limit)
    {
        // As for certificates: searching needs no write lock.
        var links = Rows(
            "SELECT tid, pid FROM proposal_transactions WHERE layer < ?1 LIMIT ?2",
            s => s.Bind(1, before.Value).Bind(2, limit),
            s => (Transaction: s.Blob(0).ToArray(), Proposal: s.Blob(1).ToArray()));
        if (links.Count == 0)
            return 0;
        return Write(connection =>
        {
            using var delete = connection.Cached("DELETE FROM proposal_transactions WHERE tid = ?1 AND pid = ?2 AND layer < ?3");
            foreach (var (transaction, proposal) in links)
            {
                delete.Bind(1, transaction.AsSpan()).Bind(2, proposal.AsSpan()).Bind(3, before.Value).Run();
                delete.Reset();
            }

            return links.Count;
        });
    }

    private static (TransactionRecord Transaction, TransactionResult? Result)? Listed(Statement row)
    {
        if (TryRecord(row) is not { } transaction)
            return null;
        if (row.Blob(6).IsEmpty)
            return (transaction, null);
        return Scale.TryDecodePrefix<TransactionResult>(row.Blob(6), out var result, out _, out _) ? (transaction, result) : null;
    }

    private static TransactionRecord? TryRecord(Statement row)
    {
        TxHeader? header = null;
        if (!row.Blob(2).IsEmpty && !Scale.TryDecodePrefix<TxHeader>(row.Blob(2), out header, out _, out _))
            return null;
        return new TransactionRecord(
            row.Id<TransactionId>(0),
            ScaleBytes.Copy(row.Blob(1)),
            header,
            row.IsNull(3) ? null : new LayerId(row.UInt32(3)),
            row.IdOrNull<BlockId>(4),
            row.Int64(5));
    }

    private static byte[] NonceBytes(ulong nonce)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, nonce);
        return bytes;
    }

    private static ulong ReadNonce(ReadOnlySpan<byte> blob)
    {
        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        blob[..Math.Min(8, blob.Length)].CopyTo(bytes);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }
}
