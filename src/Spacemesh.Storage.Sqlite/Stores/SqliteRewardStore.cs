using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteRewardStore(IConnectionSource source) : SqliteStore(source), IRewardStore
{
    private const string Select = "SELECT layer, total_reward, layer_reward, coinbase, pubkey FROM rewards WHERE";

    public InsertOutcome Add(Reward reward) => Insert(
        "INSERT INTO rewards (pubkey, coinbase, layer, total_reward, layer_reward) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        s => s.BindId(1, reward.SmesherId).BindId(2, reward.Coinbase).Bind(3, reward.Layer.Value).Bind(4, reward.TotalReward).Bind(5, reward.LayerReward));

    public IReadOnlyList<Reward> OfCoinbase(Address coinbase) => Rows($"{Select} coinbase = ?1 ORDER BY layer, rowid", s => s.BindId(1, coinbase), Record);

    public IReadOnlyList<Reward> OfSmesher(NodeId smesher) => Rows($"{Select} pubkey = ?1 ORDER BY layer, rowid", s => s.BindId(1, smesher), Record);

    public IReadOnlyList<Reward> Of(Address coinbase, NodeId smesher) =>
        Rows($"{Select} coinbase = ?1 AND pubkey = ?2 ORDER BY layer, rowid", s => s.BindId(1, coinbase).BindId(2, smesher), Record);

    public IReadOnlyList<Reward> List(RewardFilter filter, ListWindow window) => Read(connection => new ListQuery()
        .Where("coinbase = ?", filter.Coinbase)
        .Where("pubkey = ?", filter.Smesher)
        .Where("layer >= ?", filter.First?.Value)
        .Where("layer <= ?", filter.Last?.Value)
        .Rows(
            connection,
            "SELECT layer, total_reward, layer_reward, coinbase, pubkey FROM rewards",
            window.Descending ? " ORDER BY layer DESC, rowid" : " ORDER BY layer, rowid",
            window,
            Record));

    public void Revert(LayerId layer) => Run("DELETE FROM rewards WHERE layer > ?1", s => s.Bind(1, layer.Value));

    private static Reward Record(Statement row) =>
        new(new LayerId(row.UInt32(0)), row.UInt64(1), row.UInt64(2), row.Id<Address>(3), row.Id<NodeId>(4));
}
