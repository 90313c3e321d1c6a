using System.Numerics;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Stores;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>Rewards paid to a coinbase or earned by a smesher, by layer.</summary>
/// <param name="Rewards">The rewards, ascending by layer.</param>
public sealed record RewardReport(IReadOnlyList<Reward> Rewards)
{
    /// <summary>Smidge, subsidy and fees.</summary>
    public BigInteger Total => Rewards.Aggregate(BigInteger.Zero, (sum, reward) => sum + reward.TotalReward);

    /// <summary>Smidge that were newly issued.</summary>
    public BigInteger Subsidy => Rewards.Aggregate(BigInteger.Zero, (sum, reward) => sum + reward.LayerReward);

    /// <summary>Rewards of a coinbase, of a smesher, or of both together, in these layers.</summary>
    public static RewardReport Of(string statePath, Address? coinbase, NodeId? smesher, LayerId from, LayerId to)
    {
        if (coinbase is null && smesher is null)
            throw new OperationException(OperationErrorKind.Invalid, "Name whose rewards: --coinbase ADDRESS or --smesher ID.");
        return StateQueries.Run(statePath, connection => new RewardReport([.. Find(connection, coinbase, smesher).Where(reward => reward.Layer >= from && reward.Layer <= to)]));
    }

    /// <summary>Sums by epoch, ascending.</summary>
    public IReadOnlyList<(EpochId Epoch, int Count, BigInteger Total)> ByEpoch(NetworkParameters network) =>
    [
        .. Rewards.GroupBy(reward => network.EpochOf(reward.Layer))
            .OrderBy(group => group.Key)
            .Select(group => (group.Key, group.Count(), group.Aggregate(BigInteger.Zero, (sum, reward) => sum + reward.TotalReward))),
    ];

    private static IReadOnlyList<Reward> Find(Connection connection, Address? coinbase, NodeId? smesher)
    {
        IRewardStore rewards = new SqliteStateStores(new SnapshotSource(connection)).Rewards;
        return (coinbase, smesher) switch
        {
            ({ } address, { } id) => rewards.Of(address, id),
            ({ } address, null) => rewards.OfCoinbase(address),
            (null, { } id) => rewards.OfSmesher(id),
            _ => [],
        };
    }
}
