using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Storage.Memory.State;

internal sealed class MemoryRewardStore(IDataSource<StateData> source) : IRewardStore
{
    public InsertOutcome Add(Reward reward) =>
        source.Write(data => data.Rewards.TryAdd(new RewardRow(reward))) ? InsertOutcome.Added : InsertOutcome.ObjectExists;

    public IReadOnlyList<Reward> OfCoinbase(Address coinbase) => source.Read(data => ByLayer(data.RewardsByCoinbase[coinbase]));

    public IReadOnlyList<Reward> OfSmesher(NodeId smesher) => source.Read(data => ByLayer(data.RewardsBySmesher[smesher]));

    public IReadOnlyList<Reward> Of(Address coinbase, NodeId smesher) =>
        source.Read(data => ByLayer(data.RewardsBySmesher[smesher].Where(row => row.Reward.Coinbase == coinbase)));

    public void Revert(LayerId layer) => source.Write(data =>
    {
        data.Rewards.RemoveAll(row => row.Reward.Layer > layer);
        return 0;
    });

    private static List<Reward> ByLayer(IEnumerable<RewardRow> rows) => rows.OrderBy(row => row.Reward.Layer).Select(row => row.Reward).ToList();
}
