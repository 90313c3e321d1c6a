using Spacemesh.Codec;
using Spacemesh.Ports.Local;
using Spacemesh.Primitives;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqlitePreparedActiveSetStore(IConnectionSource source) : SqliteStore(source), IPreparedActiveSetStore
{
    public InsertOutcome Add(ActiveSetKind kind, EpochId target, PreparedActiveSet set)
    {
        byte[] data = Encode(set.Atxs);
        return Insert(
            "INSERT INTO prepared_activeset (kind, epoch, id, weight, data) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
            s => s.Bind(1, (int)kind).Bind(2, target.Value).BindId(3, set.Id).Bind(4, set.Weight).Bind(5, data));
    }

    public PreparedActiveSet? Find(ActiveSetKind kind, EpochId target) => Row(
        "SELECT id, weight, data FROM prepared_activeset WHERE kind = ?1 AND epoch = ?2",
        s => s.Bind(1, (int)kind).Bind(2, target.Value),
        s => new PreparedActiveSet(s.Id<Hash32>(0), s.UInt64(1), Decode(s.Blob(2), target)));

    private static byte[] Encode(ScaleList<AtxId> atxs)
    {
        var writer = new ScaleWriter(atxs.Count * AtxId.Size + 5);
        try
        {
            writer.FixedList(atxs, int.MaxValue);
            return writer.Written.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }

    private static ScaleList<AtxId> Decode(ReadOnlySpan<byte> data, EpochId target)
    {
        var reader = new ScaleReader(data);
        var atxs = reader.FixedList<AtxId>(int.MaxValue, "data");
        return reader.Failed ? throw Corrupt($"prepared active set of epoch {target}", reader.Error) : atxs;
    }
}
