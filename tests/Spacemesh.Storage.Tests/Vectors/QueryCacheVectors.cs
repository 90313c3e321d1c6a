using System.Globalization;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Caching;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Storage.Tests.Vectors;

/// <summary>Which questions the query cache answers by itself (spec 10 §9.4), on both stores. A miss is one statement.</summary>
[VectorFile("10-query-cache")]
internal sealed class QueryCacheVectors : VectorSuite
{
    private const string Stop = "stop";

    public override void Check(VectorCase vector) => StateDatabases.Each(database =>
    {
        var sizes = vector.In.GetProperty("sizes");
        var options = new QueryCacheOptions
        {
            EpochAtxs = sizes.Has("epoch-atxs") ? sizes.I32("epoch-atxs") : 0,
            AtxBlobs = sizes.Has("atx-blob") ? sizes.I32("atx-blob") : 0,
            ActiveSetBlobs = sizes.Has("activeset-blob") ? sizes.I32("activeset-blob") : 0,
        };
        var cache = new QueryCache(database, options);
        int added = 0;
        foreach (var step in vector.Out.EnumerateArray())
        {
            string operation = step.Text("op");
            long before = cache.Misses;
            int? ids = Run(operation, database, cache, ref added);
            if (ids is { } length && step.Has("ids"))
                VectorCase.Equal(step.I32("ids"), length, operation);
            if (!operation.Contains("add", StringComparison.Ordinal) && !operation.StartsWith("failing single", StringComparison.Ordinal) && !operation.StartsWith("delete", StringComparison.Ordinal))
                VectorCase.Equal(step.I64("statements"), cache.Misses - before, operation + ": statements");
        }
    });

    private static int? Run(string operation, IStateDatabase database, QueryCache cache, ref int added)
    {
        string[] words = operation.Split(' ');
        switch (operation)
        {
            case "announce of an ATX already listed is appended again":
                cache.Announce(new EpochId(1), Ids.Of<AtxId>(1));
                return null;
            case "failing transaction clears everything":
                Fails(() => cache.InTransaction(_ => throw new InvalidOperationException(Stop)));
                return null;
            case "failing single statement does not clear":
                VectorCase.Equal(InsertOutcome.ObjectExists, Add(database, 1, 1), operation);
                return null;
            case "add in transaction with announce inside":
                int inside = ++added;
                cache.InTransaction(transaction =>
                {
                    Add(transaction, inside, 1);
                    cache.Announce(new EpochId(1), Ids.Of<AtxId>(inside));
                });
                return null;
            case "rolled back add with announce inside":
                int lost = added + 1;
                Fails(() => cache.InTransaction(transaction =>
                {
                    Add(transaction, lost, 1);
                    cache.Announce(new EpochId(1), Ids.Of<AtxId>(lost));
                    throw new InvalidOperationException(Stop);
                }));
                return null;
        }

        switch (words)
        {
            case ["add", "set", ..]:
                database.ActiveSets.Add(Ids.Of<Hash32>(1), new EpochActiveSet(new EpochId(3), [Ids.Of<AtxId>(1)]));
                return null;
            case ["add", var what, ..]:
                string[] parts = what.Split('@');
                added = int.Parse(parts[0], CultureInfo.InvariantCulture);
                int epoch = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1;
                Add(database, added, epoch);
                if (words is [_, _, "announce", ..])
                    cache.Announce(new EpochId((uint)epoch), Ids.Of<AtxId>(added));
                return null;
            case ["list", var listed, ..]:
                return cache.AtxsOf(new EpochId(uint.Parse(listed, CultureInfo.InvariantCulture))).Count;
            case ["empty", "epoch", var empty, ..]:
                return cache.AtxsOf(new EpochId(uint.Parse(empty, CultureInfo.InvariantCulture))).Count;
            case ["blob", var blob, ..]:
                int id = int.Parse(blob, CultureInfo.InvariantCulture);
                VectorCase.Equal(id <= added, cache.BlobOf(Ids.Of<AtxId>(id)) is not null, operation);
                return null;
            case ["set", var set, .. var rest]:
                VectorCase.Equal(!rest.Contains("missing", StringComparer.Ordinal), cache.ActiveSet(Ids.Of<Hash32>(int.Parse(set, CultureInfo.InvariantCulture))) is not null, operation);
                return null;
            case ["delete", "sets", "before", "epoch", var before, ..]:
                database.ActiveSets.DeleteBefore(new EpochId(uint.Parse(before.TrimEnd(':'), CultureInfo.InvariantCulture)));
                return null;
            default:
                throw new VectorMismatchException($"unknown operation {operation}");
        }
    }

    private static void Fails(Action action)
    {
        try
        {
            action();
        }
        catch (InvalidOperationException exception) when (exception.Message == Stop)
        {
            return;
        }

        throw new VectorMismatchException("the transaction did not fail");
    }

    private static InsertOutcome Add(IStateStores stores, int id, int epoch) => stores.Atxs.Add(
        new AtxRecord
        {
            Id = Ids.Of<AtxId>(id),
            PublishEpoch = new EpochId((uint)epoch),
            EffectiveUnits = 1,
            VrfNonce = 1,
            BaseTickHeight = 1,
            TickCount = 1,
            Smesher = Ids.Of<NodeId>(id),
            Coinbase = default,
            ReceivedNanoseconds = 1,
            Weight = 1,
        },
        new AtxBlob(AtxVersion.V1, new byte[] { (byte)id }));
}
