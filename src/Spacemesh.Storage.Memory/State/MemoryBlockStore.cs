using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Storage.Memory.State;

internal sealed class MemoryBlockStore(IDataSource<StateData> source) : IBlockStore
{
    public InsertOutcome Add(BlockId id, Block block) =>
        source.Write(data => data.Blocks.TryAdd(new BlockRow(id, block, BlockValidity.Undecided))) ? InsertOutcome.Added : InsertOutcome.ObjectExists;

    public bool Contains(BlockId id) => source.Read(data => data.Blocks.Contains(id));

    public Block? Find(BlockId id) => source.Read(data => data.Blocks.Find(id)?.Block);

    public IReadOnlyList<BlockId> IdsInLayer(LayerId layer) => source.Read(data => Layer(data, layer).Select(row => row.Id).ToList());

    public IReadOnlyList<(BlockId Id, Block Block)> InLayer(LayerId layer) => source.Read(data => Layer(data, layer).Select(row => (row.Id, row.Block)).ToList());

    public IReadOnlyList<(BlockId Id, BlockValidity Validity)> ValidityInLayer(LayerId layer) =>
        source.Read(data => Layer(data, layer).Select(row => (row.Id, row.Validity)).ToList());

    public UpdateOutcome SetValidity(BlockId id, bool valid) => source.Write(data =>
        data.Blocks.Find(id) is { } row && data.Blocks.TryReplace(row with { Validity = valid ? BlockValidity.Valid : BlockValidity.Invalid }))
        ? UpdateOutcome.Updated
        : UpdateOutcome.NotFound;

    public BlockValidity ValidityOf(BlockId id) => source.Read(data => data.Blocks.Find(id)?.Validity ?? BlockValidity.NotFound);

    public LayerId? LastValid() => source.Read(data =>
        data.Blocks.Rows.Where(row => row.Validity == BlockValidity.Valid).Select(row => (LayerId?)row.Block.LayerIndex).Max());

    private static IEnumerable<BlockRow> Layer(StateData data, LayerId layer) => data.BlocksByLayer[layer].OrderBy(row => row.Id);
}
