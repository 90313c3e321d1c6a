using System.Buffers.Binary;
using Spacemesh.Primitives;
using Spacemesh.TxPool.Selection;
using Spacemesh.TxPool.State;
using Spacemesh.Vm;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Bench.Accounts;

/// <summary>The transaction pool with 100,000 pending transactions: inserts, memory, selection.</summary>
public sealed class PoolBenchmarks : BenchmarkSuite
{
    private const int Pending = 100_000;

    public override string Part => "accounts";

    public override IEnumerable<Benchmark> Benchmarks()
    {
        foreach (int accounts in new[] { Pending, Pending / 100 })
        {
            var transactions = Make(accounts);
            var filled = Fill(transactions);
            double megabytes = Bytes(transactions) / 1e6;
            yield return new($"Pool insert, {accounts:N0} accounts ({megabytes:F1} MB at {Pending:N0} pending)", () => Fill(transactions), Scale: Pending, Unit: "tx/s");
            yield return new($"Pool selection of 100,107,000 gas, {accounts:N0} accounts", () => ProposalSelection.Take(filled, 100_107_000, out _), Unit: "selections/s");
        }
    }

    private static long Bytes((TransactionId Id, TxHeader Header)[] transactions)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var state = Fill(transactions);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(state);
        return after - before;
    }

    private static ConservativeState Fill((TransactionId Id, TxHeader Header)[] transactions)
    {
        var state = new ConservativeState(new Rich(), new NoRows());
        foreach (var (id, header) in transactions)
        {
            if (state.Add(new PendingTransaction(id, header, 1)) != AddOutcome.Added)
                throw new InvalidOperationException("a transaction was not taken");
        }

        return state;
    }

    private static (TransactionId Id, TxHeader Header)[] Make(int accounts)
    {
        var transactions = new (TransactionId, TxHeader)[Pending];
        byte[] id = new byte[32];
        for (int i = 0; i < Pending; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(id, i);
            byte[] principal = new byte[20];
            BinaryPrimitives.WriteInt32LittleEndian(principal, i % accounts);
            var header = new TxHeader(Principal.Generate(principal), Template.Wallet, 16, (ulong)(i / accounts), default, 36_090, (ulong)(1 + (i % 7)), 1);
            transactions[i] = (TransactionId.FromBytes(id), header);
        }

        return transactions;
    }

    private sealed class Rich : IAccountReader
    {
        public Account Get(Address address) => EmptyAccount.At(address) with { Balance = ulong.MaxValue };
    }

    private sealed class NoRows : IPendingRows
    {
        public LayerId LastApplied => default;

        public IEnumerable<PendingRow> Pending(Address principal, ulong fromNonce) => [];

        public IEnumerable<(Address Principal, ulong Nonce)> PrincipalsWithPending() => [];

        public PackingMark NextInclusion(TransactionId transaction, LayerId after) => PackingMark.None;
    }
}
