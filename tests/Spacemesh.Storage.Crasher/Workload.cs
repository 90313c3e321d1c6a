using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Codec;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Storage.Crasher;

/// <summary>
/// Transactions that leave their number in many tables, so that one that is only half there shows. Transaction n writes layer n, its
/// rewards, accounts, ATXs with posts and one local row.
/// </summary>
internal static class Workload
{
    private const int RowsPerTransaction = 12;

    public static void WriteForever(string folder)
    {
        using var state = OpenState(folder);
        using var local = OpenLocal(folder);
        for (uint number = state.Layers.LastApplied().Value + 1; ; number++)
        {
            WriteState(state, number);
            WriteLocal(local, number);
            Console.WriteLine(number);
        }
    }

    /// <summary>Opens what a killed writer left; throws <see cref="InvalidDataException"/> unless it is sound and every transaction whole.</summary>
    public static string Check(string folder)
    {
        using var state = OpenState(folder);
        using var local = OpenLocal(folder);
        foreach (var engine in new[] { state.Engine, local.Engine })
        {
            string integrity = engine.Read(connection => connection.QueryText("PRAGMA integrity_check")) ?? "";
            Demand(integrity == "ok", $"{engine.Path}: {integrity}");
        }

        uint last = state.Layers.LastApplied().Value;
        Demand(Count(state, "layers") == last, "layers");
        foreach (string table in new[] { "rewards", "accounts", "atxs", "atx_blobs", "posts" })
            Demand(Count(state, table) == (long)last * RowsPerTransaction, $"{table}: {Count(state, table)} rows after {last} transactions");
        long registrations = local.Engine.Read(connection => connection.QueryInt64("SELECT count(*) FROM poet_registration"));

        // The local file commits after the state, and each commit waits for the disk.
        Demand(registrations == last || registrations + 1 == last, $"{registrations} local rows after {last} transactions");
        if (registrations < last)
            WriteLocal(local, last);
        return string.Create(CultureInfo.InvariantCulture, $"{last} transactions, all whole");
    }

    private static SqliteStateDatabase OpenState(string folder) =>
        SqliteStateDatabase.Open(new DatabaseOptions { Path = Path.Combine(folder, "state.sql") }, default, NullLogger.Instance);

    private static SqliteLocalDatabase OpenLocal(string folder) =>
        SqliteLocalDatabase.Open(new DatabaseOptions { Path = Path.Combine(folder, "local.sql") }, NullLogger.Instance);

    private static long Count(SqliteStateDatabase state, string table) => state.Engine.Read(connection => connection.QueryInt64($"SELECT count(*) FROM {table}"));

    private static void Demand(bool condition, string what)
    {
        if (!condition)
            throw new InvalidDataException(what);
    }

    private static void WriteState(SqliteStateDatabase state, uint number)
    {
        var layer = new LayerId(number);
        using var transaction = state.Begin();
        for (int row = 0; row < RowsPerTransaction; row++)
        {
            var smesher = Id<NodeId>(1, 0, row);
            var atx = Id<AtxId>(2, number, row);
            transaction.Rewards.Add(new Reward(layer, number, number, Id<Address>(3, 0, row), smesher));
            transaction.Accounts.Update(new Account(layer, Id<Address>(3, 0, row), number, number, null, default));
            transaction.Atxs.Add(
                new AtxRecord
                {
                    Id = atx,
                    Smesher = smesher,
                    PublishEpoch = new EpochId(number),
                    EffectiveUnits = 4,
                    VrfNonce = 1,
                    BaseTickHeight = 1,
                    TickCount = 1,
                    Coinbase = default,
                    ReceivedNanoseconds = 1,
                    Weight = 4,
                },
                new AtxBlob(AtxVersion.V2, new ScaleBytes(new byte[900])));
            transaction.Posts.Add(new PostRecord(atx, smesher, null, 0, 4, new EpochId(number)));
        }

        transaction.Layers.SetApplied(layer, default);
        transaction.Commit();
    }

    private static void WriteLocal(SqliteLocalDatabase local, uint number) =>
        local.PoetRegistrations.Add(Id<NodeId>(4, number, 0), new PoetRegistration(default, "http://poet.example", "1", number));

    private static T Id<T>(byte kind, uint number, int row)
        where T : struct, IFixedBytes<T>
    {
        Span<byte> bytes = stackalloc byte[T.Size];
        bytes.Clear();
        bytes[0] = kind;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes[1..], number);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes[5..], row);
        return T.FromBytes(bytes);
    }
}
