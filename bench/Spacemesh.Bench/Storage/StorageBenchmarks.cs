using System.Buffers.Binary;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.AtxsData;
using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Bench.Storage;

/// <summary>Insert and load rates of the state database and the warm-up of the consensus cache (spec 11 §10).</summary>
public sealed class StorageBenchmarks : BenchmarkSuite, IDisposable
{
    private const int RowsPerFile = 100_000;
    private const int BallotBatch = 8_000;
    private const int WarmUpRows = 1_000_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("spacemesh-bench-").FullName;
    private SqliteStateDatabase? _database;
    private BareSqlite? _bare;
    private uint _next;

    public override string Part => "storage";

    public override IEnumerable<Benchmark> Benchmarks()
    {
        yield return new Benchmark("ATX (row, 988 B blob, post row), 100,000 in one transaction", () => InOne(WriteAtx, RowsPerFile), SqliteYardstick.Atx, RowsPerFile, "ATX/s", 0.80);
        yield return new Benchmark("ATX, one transaction each", () => Each(WriteAtx), SqliteYardstick.Atx, 200, "ATX/s", 0.47);
        yield return new Benchmark("Ballot, 8,000 in one transaction", () => InOne(WriteBallot, BallotBatch), SqliteYardstick.Row, BallotBatch, "ballots/s", 1.56);
        yield return new Benchmark("Ballot, own commit each", () => Each(WriteBallot), SqliteYardstick.Row, 200, "ballots/s", 0.29);
        yield return new Benchmark("Transaction, own commit each", () => Each(WriteTransaction), SqliteYardstick.Row, 200, "transactions/s", 0.24);
        yield return new Benchmark("Bare SQLite: ATX, one transaction each", () => BareEach(BareAtx), SqliteYardstick.Atx, 200, "ATX/s", 0.47);
        yield return new Benchmark("Bare SQLite: ballot, 8,000 in one transaction", BareInOne, SqliteYardstick.Row, BallotBatch, "ballots/s", 1.56);
        yield return new Benchmark("Bare SQLite: ballot, own commit each", () => BareEach(BareBallot), SqliteYardstick.Row, 200, "ballots/s", 0.29);
        yield return new Benchmark("Bare SQLite: transaction, own commit each", () => BareEach(BareTransaction), SqliteYardstick.Row, 200, "transactions/s", 0.24);
        uint wanted = 0;
        yield return new Benchmark("ATX blob by hash (fetch), 100k rows", () => Load(Key(ref wanted)), SqliteYardstick.Row, Reference: 1.09) { Prepare = Fill };
        yield return new Benchmark("ATX row by id, 100k rows", () => Find(Key(ref wanted)), SqliteYardstick.Row, Reference: 1.17) { Prepare = Fill };
        yield return new Benchmark("Prune step: 500 of 1,000,000 certificates, search and write", PruneStep, Unit: "steps/s") { Prepare = FillForPruning };
        long bytes = 0;
        yield return new Benchmark("Consensus cache warm-up, 1 M ATXs", () => WarmUp(), SqliteYardstick.Atx, WarmUpRows, "ATX/s", 19.6)
        {
            Prepare = () =>
            {
                FillForWarmUp();
                long before = GC.GetTotalMemory(forceFullCollection: true);
                var kept = WarmUp();
                bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / WarmUpRows;
                GC.KeepAlive(kept);
            },
            Note = () => $" ({bytes} B an ATX)",
        };
        Close();
    }

    public void Dispose()
    {
        Close();
        Directory.Delete(_folder, recursive: true);
    }

    private void Close()
    {
        _database?.Dispose();
        _database = null;
        _bare?.Dispose();
        _bare = null;
        foreach (string file in Directory.EnumerateFiles(_folder))
            File.Delete(file);
    }

    private SqliteStateDatabase Fresh()
    {
        Close();
        _next = 0;
        return _database = SqliteStateDatabase.Open(new DatabaseOptions { Path = Path.Combine(_folder, "state.sql") }, default, NullLogger.Instance);
    }

    private SqliteStateDatabase Current() => _database is null || _next >= RowsPerFile ? Fresh() : _database;

    /// <summary>One transaction into an empty database, as the reference was measured; making the database is counted.</summary>
    private void InOne(Action<IStateStores, uint> write, int rows)
    {
        var database = Fresh();
        using var transaction = database.Begin();
        for (int i = 0; i < rows; i++)
            write(transaction, _next++);
        transaction.Commit();
    }

    private void Each(Action<IStateStores, uint> write)
    {
        var database = Current();
        for (int i = 0; i < 200; i++)
        {
            using var transaction = database.Begin();
            write(transaction, _next++);
            transaction.Commit();
        }
    }

    private BareSqlite FreshBare()
    {
        Close();
        _next = 0;
        return _bare = new BareSqlite(Path.Combine(_folder, "state.sql"));
    }

    private void BareInOne()
    {
        var bare = FreshBare();
        bare.Begin();
        for (int i = 0; i < BallotBatch; i++)
            BareBallot(bare, _next++);
        bare.Commit();
    }

    private void BareEach(Action<BareSqlite, uint> write)
    {
        var bare = _bare is null || _next >= RowsPerFile ? FreshBare() : _bare;
        for (int i = 0; i < 200; i++)
        {
            bare.Begin();
            write(bare, _next++);
            bare.Commit();
        }
    }

    private void Fill() => InOne(WriteAtx, RowsPerFile);

    /// <summary>A million ATXs of one epoch, written without indexes: the warm-up does not read them.</summary>
    private void FillForWarmUp() => Fresh().Engine.Write(connection =>
    {
        foreach (string index in new[] { "atxs_by_coinbase", "atxs_by_epoch_by_pubkey", "atxs_by_epoch_by_pubkey_nonce", "atxs_by_pubkey_by_epoch_desc", "atxs_id" })
            connection.Execute($"DROP INDEX {index}");
        connection.Execute(
            $"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {WarmUpRows})
            INSERT INTO atxs (id, epoch, effective_num_units, nonce, base_tick_height, tick_count, sequence, pubkey, coinbase, received, validity, weight)
            SELECT randomblob(32), 5, 4, i, 9000, 3000, 0, randomblob(32), randomblob(24), 1700000000000000000, 1, 12000 FROM n
            """);
    });

    private void FillForPruning() => Fresh().Engine.Write(connection => connection.Execute(
        $"""
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {WarmUpRows})
        INSERT INTO certificates (layer, block, cert, valid) SELECT i, randomblob(20), randomblob(600), 1 FROM n
        """));

    private void PruneStep()
    {
        if (_database!.Certificates.PruneBefore(new LayerId(WarmUpRows), 500) != 500)
            throw new InvalidOperationException("No certificate is left to prune: measure for fewer seconds.");
    }

    private ConsensusCache WarmUp()
    {
        var cache = new ConsensusCache();
        var network = new NetworkParameters
        {
            LayersPerEpoch = 4032,
            LayerDuration = TimeSpan.FromMinutes(5),
            GenesisTime = DateTimeOffset.UnixEpoch,
            GoldenAtx = default,
            AddressPrefix = "sm",
        };
        ConsensusWarmUp.Run(_database!, network, 1, cache);
        if (cache.Count(new EpochId(6)) != WarmUpRows)
            throw new InvalidOperationException("The warm-up missed rows.");
        return cache;
    }

    private void Load(uint row)
    {
        if (_database!.Blobs.Load(BlobHint.Atx, Id<Hash32>(row, 1)) is not { Length: 988 })
            throw new InvalidOperationException("A blob is missing.");
    }

    private void Find(uint row)
    {
        if (_database!.Atxs.Find(Id<AtxId>(row, 1)) is null)
            throw new InvalidOperationException("An ATX is missing.");
    }

    private static uint Key(ref uint counter) => (counter = unchecked((counter * 48_271) + 11)) % RowsPerFile;

    private static readonly byte[] Blob = new byte[988];
    private static readonly byte[] EncodedBallot = Scale.Encode(BallotOf(1_000));
    private static readonly byte[] EncodedHeader = Scale.Encode(HeaderOf(1_000));

    private static void WriteAtx(IStateStores stores, uint row)
    {
        var id = Id<AtxId>(row, 1);
        var smesher = Id<NodeId>(row, 2);
        stores.Atxs.Add(
            new AtxRecord
            {
                Id = id,
                Smesher = smesher,
                PublishEpoch = new EpochId(3),
                EffectiveUnits = 16,
                VrfNonce = 5,
                BaseTickHeight = 9000,
                TickCount = 3000,
                Coinbase = Id<Address>(row, 1),
                ReceivedNanoseconds = 1_700_000_000_000_000_000,
                Validity = AtxValidity.Valid,
                Weight = 48_000,
            },
            new AtxBlob(AtxVersion.V1, Blob));
        stores.Posts.Add(new PostRecord(id, smesher, default(AtxId), 0, 16, new EpochId(3)));
    }

    private static void BareAtx(BareSqlite bare, uint row)
    {
        var (id, smesher, coinbase) = (Id<AtxId>(row, 1), Id<NodeId>(row, 2), Id<Address>(row, 1));
        bare.Atx(AtxId.Span(in id), NodeId.Span(in smesher), Address.Span(in coinbase), Blob);
    }

    private static void BareBallot(BareSqlite bare, uint row)
    {
        var (id, atx, smesher) = (Id<Hash32>(row, 1), Id<AtxId>(row, 3), Id<NodeId>(row, 2));
        bare.Ballot(Hash32.Span(in id), AtxId.Span(in atx), row / 50, NodeId.Span(in smesher), EncodedBallot);
    }

    private static void BareTransaction(BareSqlite bare, uint row)
    {
        var (id, principal) = (Id<TransactionId>(row, 1), Id<Address>(row, 1));
        bare.Transaction(TransactionId.Span(in id), Blob.AsSpan(0, 130), EncodedHeader, Address.Span(in principal), Address.Span(in principal)[..8]);
    }

    private static void WriteBallot(IStateStores stores, uint row) => stores.Ballots.Add(Id<BallotId>(row, 1), BallotOf(row));

    private static Ballot BallotOf(uint row)
    {
        var inner = new InnerBallot(new LayerId(row / 50), Id<AtxId>(row, 3), Id<Hash32>(row, 4), default, null);
        var eligibility = new VotingEligibility(1, default);
        return new Ballot(inner, default, Id<NodeId>(row, 2), new Votes(default, default, default, default), [eligibility], default);
    }

    private static TxHeader HeaderOf(uint row) => new(Id<Address>(row, 1), default, 16, row, default, 36_000, 1, 1_000);

    private static void WriteTransaction(IStateStores stores, uint row) => stores.Transactions.Add(
        new Transaction(new RawTx(Id<TransactionId>(row, 1), new ScaleBytes(Blob.AsMemory(0, 130))), HeaderOf(row)), 1_700_000_000_000_000_000);

    /// <summary>Spread like hashes: neighbours in time are not neighbours in an index.</summary>
    private static T Id<T>(uint row, byte kind)
        where T : struct, IFixedBytes<T>
    {
        Span<byte> bytes = stackalloc byte[T.Size];
        ulong state = (((ulong)row << 8) | kind) + 1;
        for (int i = 0; i + 8 <= bytes.Length; i += 8)
        {
            state = unchecked((state ^ (state >> 31)) * 0x9e3779b97f4a7c15);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[i..], state ^ (state >> 29));
        }

        return T.FromBytes(bytes);
    }
}
