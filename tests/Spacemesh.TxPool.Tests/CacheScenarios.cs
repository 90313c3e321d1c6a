using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.TxPool.Selection;
using Spacemesh.TxPool.State;
using Spacemesh.Vm.Execution;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.TxPool.Tests;

/// <summary>The cache scenarios of spec 07 §23.</summary>
public sealed class CacheScenarios
{
    private const ulong Gas = 100;

    private static readonly Address Alice = Principal.Generate([1]);
    private static readonly BlockId Block = BlockId.FromBytes([.. Enumerable.Repeat((byte)9, 20)]);

    private readonly MemoryRows _rows = new() { LastApplied = new LayerId(10) };
    private readonly ConservativeState _pool;
    private byte _made;

    public CacheScenarios()
    {
        _rows.SetAccount(Alice, 5, 100_000);
        _pool = new ConservativeState(_rows, _rows);
    }

    [Fact]
    public void Nonce_below_state_is_refused_and_leaves_nothing()
    {
        Assert.Equal(AddOutcome.BadNonce, Add(4).Outcome);
        Assert.Equal(0, _pool.Count);
        Assert.Empty(_pool.Accounts);
    }

    [Fact]
    public void Nonce_gap_is_accepted() => Assert.Equal(AddOutcome.Added, Add(50).Outcome);

    [Fact]
    public void Unaffordable_transaction_is_refused_and_does_not_come_back_after_funding()
    {
        Assert.Equal(AddOutcome.InsufficientBalance, Add(5, spend: 100_000).Outcome);
        Add(5);
        Assert.Equal(AddOutcome.InsufficientBalance, Add(5, price: 2, spend: 100_000).Outcome);
        _rows.SetAccount(Alice, 5, 1_000_000);
        ApplyBlock(11);
        Assert.Equal(1, _pool.Count);
    }

    [Fact]
    public void Hundred_and_first_nonce_is_stored_only()
    {
        for (ulong nonce = 5; nonce < 105; nonce++)
            Assert.Equal(AddOutcome.Added, Add(nonce).Outcome);
        var late = Add(105);
        Assert.Equal(AddOutcome.TooManyNonces, late.Outcome);
        Assert.True(late.Outcome.IsStored());
        Assert.True(_pool.HasMoreStored(Alice));
        Assert.Equal(100, _pool.Count);
    }

    [Fact]
    public void Hundred_and_one_at_one_nonce_rebuilt_take_the_best_of_the_first_hundred()
    {
        TransactionId best = default;
        for (ulong price = 1; price <= 101; price++)
        {
            var (id, header) = Make(5, price);
            _rows.Store(id, header, (long)price);
            if (price == 100)
                best = id;
        }

        _pool.Rebuild();
        Assert.Equal(best, Assert.Single(_pool.Pending(Alice)).Best.Id);
    }

    [Fact]
    public void Higher_fee_replaces_and_evicts_what_follows_when_it_is_no_longer_affordable()
    {
        var first = Add(5);
        Add(6, spend: 99_000);
        var better = Add(5, price: 20);
        Assert.Equal(AddOutcome.Replaced, better.Outcome);
        Assert.Null(_pool.Find(first.Id));
        Assert.True(_rows.Has(first.Id) && _rows.Has(better.Id));
        Assert.Equal(better.Id, Assert.Single(_pool.Pending(Alice)).Best.Id);
        Assert.True(_pool.HasMoreStored(Alice));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_order_of_arrival_gives_the_same_projection(int seed)
    {
        ulong[] nonces = [.. Enumerable.Range(5, 20).Select(nonce => (ulong)nonce)];
        new Random(seed).Shuffle(nonces);
        foreach (ulong nonce in nonces)
            Assert.Equal(AddOutcome.Added, Add(nonce, spend: nonce).Outcome);
        ulong spent = (20 * Gas) + nonces.Aggregate(0UL, (sum, nonce) => sum + nonce);
        Assert.Equal(new Projection(25, 100_000 - spent), _pool.Project(Alice));
    }

    [Fact]
    public void Transaction_of_a_block_that_lost_is_marked_with_its_next_inclusion()
    {
        var applied = Add(5);
        var packed = Add(6);
        Link(packed.Id, 11, Block, "B");
        Link(packed.Id, 12, null, "P");
        Assert.Equal(new LayerId(11), _pool.Find(packed.Id)!.Mark.Layer);
        _rows.SetAccount(Alice, 6, 99_900);
        ApplyBlock(11, applied);
        Assert.Equal(new PackingMark(new LayerId(12), default), _pool.Find(packed.Id)!.Mark);
    }

    [Fact]
    public void Empty_layer_returns_its_transactions_and_with_them_later_packed_ones()
    {
        var first = Add(5);
        var second = Add(6);
        Link(first.Id, 11, Block, "B");
        Link(second.Id, 13, null, "P");
        Assert.Empty(_pool.Mempool());
        Assert.Equal(LayerOrder.Next, _pool.ApplyLayer(new LayerId(11), null, [], []));
        _rows.LastApplied = new LayerId(11);
        Assert.Equal([first.Id, second.Id], Assert.Single(_pool.Mempool()).Select(transaction => transaction.Id));
    }

    [Fact]
    public void Reverted_transactions_are_pending_again()
    {
        var first = Add(5);
        var second = Add(6);
        _rows.SetAccount(Alice, 7, 99_800);
        ApplyBlock(11, first, second);
        Assert.Equal(0, _pool.Count);

        _rows.UndoFrom(new LayerId(11));
        _rows.LastApplied = new LayerId(10);
        _rows.SetAccount(Alice, 5, 100_000);
        _pool.Rebuild();
        Assert.Equal([first.Id, second.Id], _pool.Pending(Alice).Select(candidate => candidate.Best.Id));
    }

    [Fact]
    public void Layer_out_of_order_changes_nothing()
    {
        Add(5);
        Assert.Equal(LayerOrder.OutOfOrder, _pool.ApplyLayer(new LayerId(12), Block, [], []));
        Assert.Equal(LayerOrder.OutOfOrder, _pool.ApplyLayer(new LayerId(10), null, [], []));
        Assert.Equal(1, _pool.Count);
    }

    [Fact]
    public void Old_unpacked_transactions_are_let_go_and_stay_stored()
    {
        var pool = new ConservativeState(_rows, _rows, new TxPoolOptions { TimeToLive = TimeSpan.FromHours(1) });
        var (old, header) = Make(5);
        _rows.Store(old, header, 0);
        pool.Add(new PendingTransaction(old, header, 0));
        var (young, later) = Make(6);
        long received = (long)TimeSpan.FromHours(2).TotalNanoseconds;
        _rows.Store(young, later, received);
        pool.Add(new PendingTransaction(young, later, received));

        Assert.Equal(1, pool.Expire(DateTimeOffset.UnixEpoch.AddHours(2.5)));
        Assert.Equal(young, Assert.Single(pool.Pending(Alice)).Best.Id);
        Assert.Equal(100_000 - Gas, pool.Project(Alice).Balance);
        Assert.True(_rows.Has(old));
        pool.Rebuild();
        Assert.Equal(young, Assert.Single(pool.Pending(Alice)).Best.Id);
    }

    [Fact]
    public void Selection_above_the_maximum_keeps_each_accounts_order()
    {
        for (byte account = 1; account <= 10; account++)
        {
            var address = Principal.Generate([account]);
            _rows.SetAccount(address, 0, 1_000_000);
            for (ulong nonce = 0; nonce < 10; nonce++)
            {
                var (id, header) = Make(nonce, principal: address);
                _pool.Add(new PendingTransaction(id, header, _made));
            }
        }

        var chosen = ProposalSelection.Select(_pool, ulong.MaxValue, eligibilities: 3, perEligibility: 10, new SeededRandom(7));
        Assert.Equal(30, chosen.Count);
        foreach (var group in chosen.Select(id => _pool.Find(id)!).GroupBy(transaction => transaction.Principal))
            Assert.Equal(Enumerable.Range(0, group.Count()).Select(nonce => (ulong)nonce), group.Select(transaction => transaction.Nonce));
        Assert.Equal(100, ProposalSelection.Select(_pool, ulong.MaxValue, 10, 10, new SeededRandom(7)).Count);
    }

    private (TransactionId Id, TxHeader Header) Make(ulong nonce, ulong price = 1, ulong spend = 0, Address? principal = null)
    {
        var id = TransactionId.FromBytes([.. Enumerable.Repeat(++_made, 32)]);
        return (id, new TxHeader(principal ?? Alice, Template.Wallet, 16, nonce, default, Gas, price, spend));
    }

    private (TransactionId Id, TxHeader Header, AddOutcome Outcome) Add(ulong nonce, ulong price = 1, ulong spend = 0)
    {
        var (id, header) = Make(nonce, price, spend);
        var outcome = _pool.Add(new PendingTransaction(id, header, _made));
        if (outcome.IsStored())
            _rows.Store(id, header, _made);
        return (id, header, outcome);
    }

    private void Link(TransactionId id, uint layer, BlockId? block, string name)
    {
        _rows.Link(id, new LayerId(layer), block, name);
        _pool.Link(new LayerId(layer), block, [id]);
    }

    private void ApplyBlock(uint layer, params (TransactionId Id, TxHeader Header, AddOutcome Outcome)[] transactions)
    {
        var consumed = transactions
            .Select(transaction => new ConsumedTransaction(
                transaction.Id, transaction.Header, new TransactionResult(default, default, 0, 0, Block, new LayerId(layer), default)))
            .ToList();
        foreach (var transaction in consumed)
            _rows.SetApplied(transaction.Id, new LayerId(layer));
        Assert.Equal(LayerOrder.Next, _pool.ApplyLayer(new LayerId(layer), Block, consumed, []));
        _rows.LastApplied = new LayerId(layer);
    }
}
