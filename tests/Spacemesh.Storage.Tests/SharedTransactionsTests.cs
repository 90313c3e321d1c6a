using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Tests.Support;

namespace Spacemesh.Storage.Tests;

/// <summary>Writes that share transactions end as if each had its own; the begins of transactions are counted by the database's meter.</summary>
public sealed class SharedTransactionsTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Begins _begins = new();
    private readonly SqliteStateDatabase _state;
    private readonly SharedTransactions _writes;
    private readonly VirtualScheduler _scheduler = new();

    public SharedTransactionsTests()
    {
        _state = SqliteStateDatabase.Open(new DatabaseOptions { Path = _folder.File("shared.sql"), Meter = _begins }, Ids.Mainnet, NullLogger.Instance);
        _writes = new SharedTransactions(_state, most: 8);
        _begins.Count = 0;
    }

    public void Dispose()
    {
        _state.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Writes_of_one_turn_share_transactions_up_to_the_limit()
    {
        uint[] results = _scheduler.Run(() => Task.WhenAll(Enumerable.Range(1, 20).Select(i => WriteAsync((uint)i))));
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (uint)i), results);
        Assert.All(results, epoch => Assert.NotNull(_state.Beacons.Find(new EpochId(epoch))));
        Assert.Equal(3, _begins.Count);
    }

    [Fact]
    public void Write_that_is_not_kept_leaves_the_others()
    {
        _scheduler.Run(() => Task.WhenAll(WriteAsync(1), WriteAsync(2, keep: false), WriteAsync(3)));
        Assert.NotNull(_state.Beacons.Find(new EpochId(1)));
        Assert.Null(_state.Beacons.Find(new EpochId(2)));
        Assert.NotNull(_state.Beacons.Find(new EpochId(3)));
    }

    [Fact]
    public void Write_that_throws_fails_alone()
    {
        _scheduler.Run(async () =>
        {
            var (good, bad) = (WriteAsync(1), _writes.RunAsync<bool>(_ => throw new StorageException(StorageErrorKind.Constraint, "no")));
            await good;
            Assert.Equal("no", (await Assert.ThrowsAsync<StorageException>(() => bad)).Message);
        });
        Assert.NotNull(_state.Beacons.Find(new EpochId(1)));
    }

    [Fact]
    public void Write_that_is_given_up_in_time_is_not_done()
    {
        _scheduler.Run(async () =>
        {
            using var stop = new CancellationTokenSource();
            var (kept, given) = (WriteAsync(1), WriteAsync(2, cancellationToken: stop.Token));
#pragma warning disable VSTHRD103 // CancelAsync leaves the scheduler.
            stop.Cancel();
#pragma warning restore VSTHRD103
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
            await kept;
        });
        Assert.Null(_state.Beacons.Find(new EpochId(2)));
        Assert.Equal(3u, _scheduler.Run(() => WriteAsync(3)));
    }

    private Task<uint> WriteAsync(uint epoch, bool keep = true, CancellationToken cancellationToken = default) => _writes.RunAsync(
        transaction =>
        {
            transaction.Beacons.Add(new EpochId(epoch), Beacon.FromBytes([1, 2, 3, (byte)epoch]));
            return (keep, epoch);
        },
        cancellationToken);

    private sealed class Begins : IDatabaseMeter
    {
        public int Count { get; set; }

        public bool MeasuresQueries => true;

        public void Waited(TimeSpan wait)
        {
        }

        public void Queried(string sql, TimeSpan took)
        {
            if (sql == "BEGIN IMMEDIATE")
                Count++;
        }
    }
}
