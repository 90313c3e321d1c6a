using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteBlockStore(IConnectionSource source) : SqliteStore(source), IBlockStore
{
    public InsertOutcome Add(BlockId id, Block block)
    {
        byte[] encoded = Scale.Encode(block);
        return Insert(
            "INSERT INTO blocks (id, layer, block) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            s => s.BindId(1, id.ToHash32()).Bind(2, block.LayerIndex.Value).Bind(3, encoded));
    }

    public bool Contains(BlockId id) => Exists("SELECT 1 FROM blocks WHERE id = ?1", s => s.BindId(1, id.ToHash32()));

    public Block? Find(BlockId id) => Row("SELECT id, block FROM blocks WHERE id = ?1", s => s.BindId(1, id.ToHash32()), Decode);

    public IReadOnlyList<BlockId> IdsInLayer(LayerId layer) =>
        Rows("SELECT id FROM blocks WHERE layer = ?1 ORDER BY id", s => s.Bind(1, layer.Value), s => s.Id<BlockId>(0));

    public IReadOnlyList<(BlockId Id, Block Block)> InLayer(LayerId layer) =>
        Rows("SELECT id, block FROM blocks WHERE layer = ?1 ORDER BY id", s => s.Bind(1, layer.Value), s => (s.Id<BlockId>(0), Decode(s)));

    public IReadOnlyList<(BlockId Id, BlockValidity Validity)> ValidityInLayer(LayerId layer) => Rows(
        "SELECT id, validity FROM blocks WHERE layer = ?1 ORDER BY id", s => s.Bind(1, layer.Value), s => (s.Id<BlockId>(0), Validity(s.Int64(1))));

    public UpdateOutcome SetValidity(BlockId id, bool valid) =>
        Run("UPDATE blocks SET validity = ?2 WHERE id = ?1", s => s.BindId(1, id.ToHash32()).Bind(2, valid ? 1 : -1)) == 0
            ? UpdateOutcome.NotFound
            : UpdateOutcome.Updated;

    public BlockValidity ValidityOf(BlockId id) => Value("SELECT validity FROM blocks WHERE id = ?1", s => s.BindId(1, id.ToHash32()), s => s.Int64(0)) is { } stored
        ? Validity(stored)
        : BlockValidity.NotFound;

    public LayerId? LastValid() =>
        Value("SELECT layer FROM blocks WHERE validity = 1 ORDER BY layer DESC LIMIT 1", _ => { }, s => new LayerId(s.UInt32(0)));

    private static BlockValidity Validity(long stored) => stored switch
    {
        0 => BlockValidity.Undecided,
        1 => BlockValidity.Valid,
        _ => BlockValidity.Invalid,
    };

    private static Block Decode(Statement row) =>
        Scale.TryDecodePrefix<Block>(row.Blob(1), out var block, out _, out var error) ? block : throw Corrupt($"block {row.Id<BlockId>(0)}", error);
}
