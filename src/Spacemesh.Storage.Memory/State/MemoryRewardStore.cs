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

    public IReadOnlyList<Reward> List(RewardFilter filter, ListWindow window) => source.Read(data =>
    {
        var rows = data.Rewards.Rows.Select(row => row.Reward).Where(reward => (filter.First is not { } first || reward.Layer >= first)
            && (filter.Last is not { } last || reward.Layer <= last)
            && (filter.Coinbase is not { } coinbase || reward.Coinbase == coinbase)
            && (filter.Smesher is not { } smesher || reward.SmesherId == smesher));
        return (window.Descending ? rows.OrderByDescending(reward => reward.Layer) : rows.OrderBy(reward => reward.Layer)).Window(window);
    });

    public void Revert(LayerId layer) => source.Write(data =>
    {
        data.Rewards.RemoveAll(row => row.Reward.Layer > layer);
        return 0;
    });

    private static List<Reward> ByLayer(IEnumerable<RewardRow> rows) => rows.OrderBy(row => row.Reward.Layer).Select(row => row.Reward).ToList();
}
