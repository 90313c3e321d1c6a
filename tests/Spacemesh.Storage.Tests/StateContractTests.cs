using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Storage.Tests;

/// <summary>What both state databases must do; the query semantics are in the conformance classes, which run against both too.</summary>
public abstract class StateContractTests : IDisposable
{
    protected abstract IStateDatabase Database { get; }

    [Fact]
    public void Uncommitted_transaction_leaves_nothing()
    {
        using (var transaction = Database.Begin())
        {
            Fill(transaction);
            Assert.NotNull(transaction.Beacons.Find(new EpochId(1)));
        }

        Assert.Null(Database.Beacons.Find(new EpochId(1)));
        Assert.Empty(Database.Rewards.OfSmesher(default));
        Assert.Equal(0u, Database.Layers.LastApplied().Value);
        Assert.False(Database.Accounts.Contains(default));
    }

    [Fact]
    public void Committed_transaction_is_visible()
    {
        using (var transaction = Database.Begin())
        {
            Fill(transaction);
            transaction.Commit();
        }

        Assert.NotNull(Database.Beacons.Find(new EpochId(1)));
        Assert.Single(Database.Rewards.OfSmesher(default));
        Assert.Equal(3u, Database.Layers.LastApplied().Value);
    }

    [Fact]
    public void Restore_layer_is_set_once_and_moved_at_will()
    {
        Database.Recovery.Move(new LayerId(7));
        Assert.Equal(InsertOutcome.ObjectExists, Database.Recovery.Set(new LayerId(8)));
        Assert.Equal(new LayerId(7), Database.Recovery.RestoreLayer());
        Database.Recovery.Move(new LayerId(9));
        Assert.Equal(new LayerId(9), Database.Recovery.RestoreLayer());
    }

    [Fact]
    public void Rolled_back_changes_restore_what_was_there()
    {
        Database.Layers.SetApplied(new LayerId(1), Ids.Of<BlockId>(1));
        Database.Layers.SetApplied(new LayerId(2), Ids.Of<BlockId>(2));
        Database.Rewards.Add(new Reward(new LayerId(2), 5, 5, default, default));
        using (var transaction = Database.Begin())
        {
            transaction.Layers.UnsetAppliedFrom(new LayerId(1));
            transaction.Rewards.Revert(default);
            transaction.Layers.SetWeakCoin(new LayerId(9), true);
            Assert.Equal(0u, transaction.Layers.LastApplied().Value);
        }

        Assert.Equal(2u, Database.Layers.LastApplied().Value);
        Assert.Single(Database.Rewards.OfSmesher(default));
        Assert.Null(Database.Layers.WeakCoin(new LayerId(9)));
    }

    [Fact]
    public void Refused_insert_leaves_the_transaction_running()
    {
        using var transaction = Database.Begin();
        var reward = new Reward(new LayerId(1), 1, 1, default, default);
        Assert.Equal(InsertOutcome.Added, transaction.Rewards.Add(reward));
        Assert.Equal(InsertOutcome.ObjectExists, transaction.Rewards.Add(reward));
        Assert.Equal(InsertOutcome.Added, transaction.Rewards.Add(reward with { Layer = new LayerId(2) }));
        transaction.Commit();
        transaction.Dispose();
        Assert.Equal(2, Database.Rewards.OfSmesher(default).Count);
    }

    [Fact]
    public void Write_beside_the_own_transaction_is_refused()
    {
        using var transaction = Database.Begin();
        Assert.Throws<InvalidOperationException>(() => Database.Layers.SetProcessed(new LayerId(1)));
        Assert.Throws<InvalidOperationException>(() => Database.Begin());
    }

    [Fact]
    public void Snapshot_refuses_writes()
    {
        Assert.Throws<InvalidOperationException>(() => Database.Snapshot(stores =>
        {
            stores.Layers.SetProcessed(new LayerId(1));
            return 0;
        }));
        Assert.Equal(0u, Database.Layers.LastProcessed().Value);
    }

    [Fact]
    public void Writers_of_many_threads_wait_for_each_other()
    {
        const int Threads = 4;
        const int Each = 50;
        var threads = Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                using var transaction = Database.Begin();
                var account = transaction.Accounts.Latest(default);
                transaction.Accounts.Update(new Account(account.Layer.Add(1), default, 0, account.Balance + 1, null, default));
                transaction.Commit();
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Equal((ulong)(Threads * Each), Database.Accounts.Latest(default).Balance);
    }

    [Fact]
    public void Closed_database_says_so()
    {
        Database.Dispose();
        var refusal = Assert.Throws<StorageException>(() => Database.Layers.LastApplied());
        Assert.Equal(StorageErrorKind.Closed, refusal.Kind);
        Assert.Throws<StorageException>(() => Database.Begin());
    }

    [Fact]
    public void Opinions_of_a_range_need_every_row()
    {
        for (uint layer = 1; layer < 100; layer++)
            Database.Layers.SetAggregatedHash(new LayerId(layer), Ids.Of<Hash32>((int)layer));
        Assert.Null(Hashes(107, 111, 1));
        Assert.Null(Hashes(70, 111, 1));
        Assert.Equal([10], Hashes(10, 10, 1)!);
        Assert.Equal([10, 13, 16, 19, 20], Hashes(10, 20, 3)!);
        Assert.Null(Hashes(20, 10, 1));
        Assert.Null(Hashes(10, 20, 0));
        Assert.Null(Hashes(uint.MaxValue - 1, uint.MaxValue, 1));

        int[]? Hashes(uint from, uint to, uint step) => Database.Layers.AggregatedHashes(new LayerId(from), new LayerId(to), step)?.Select(Ids.Byte).ToArray();
    }

    [Fact]
    public void Genesis_is_written_once()
    {
        StateGenesis.InitialiseLayer(Database, new LayerId(7), Ids.Of<Hash32>(1));
        StateGenesis.InitialiseLayer(Database, new LayerId(7), Ids.Of<Hash32>(2));
        Assert.Equal(Ids.Of<Hash32>(1), Database.Layers.AggregatedHash(new LayerId(7)));
        var accounts = new[] { new Account(new LayerId(9), Ids.Of<Address>(1), 0, 5, null, default) };
        StateGenesis.InitialiseAccounts(Database, accounts);
        StateGenesis.InitialiseAccounts(Database, [accounts[0] with { Balance = 6 }]);
        Assert.Equal(5ul, Database.Accounts.Latest(Ids.Of<Address>(1)).Balance);
        Assert.Equal(0u, Database.Accounts.Latest(Ids.Of<Address>(1)).Layer.Value);
        Assert.Throws<StorageException>(() => StateGenesis.InitialiseAccounts(Database, [accounts[0] with { Address = default }, accounts[0] with { Address = default }]));
        Assert.False(Database.Accounts.Contains(default));
    }

    [Fact]
    public void Active_sets_round_trip_at_their_limit_of_entries()
    {
        var ids = Enumerable.Range(0, 70_000).Select(i => Ids.FromHex<AtxId>(i.ToString("x64", System.Globalization.CultureInfo.InvariantCulture))).ToScaleList();
        Database.ActiveSets.Add(Ids.Of<Hash32>(1), new Wire.Activation.EpochActiveSet(new EpochId(3), ids));
        Assert.Equal(ids, Database.ActiveSets.Find(Ids.Of<Hash32>(1))!.Set);
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    protected abstract void Release();

    private static void Fill(IStateStores stores)
    {
        stores.Beacons.Add(new EpochId(1), default);
        stores.Rewards.Add(new Reward(new LayerId(3), 1, 1, default, default));
        stores.Accounts.Update(new Account(new LayerId(3), default, 1, 1, null, default));
        stores.Layers.SetApplied(new LayerId(3), default);
    }
}
