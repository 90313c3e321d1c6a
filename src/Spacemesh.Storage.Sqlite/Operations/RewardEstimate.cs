using System.Numerics;
using Spacemesh.Primitives;
using Spacemesh.Vm.Rewards;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>
/// What a weight is expected to earn in an epoch: its proposal slots (spec 06 §14) and its part of the subsidy, if every layer gets a
/// block; fees are not counted.
/// </summary>
/// <param name="TargetEpoch">The epoch.</param>
/// <param name="Weight">The smesher's weight.</param>
/// <param name="TotalWeight">Of all ATXs for the epoch.</param>
/// <param name="Slots">Proposals that it may make.</param>
/// <param name="Issued">Smidge of subsidy in the epoch.</param>
/// <param name="Expected">Smidge of it that the smesher can expect.</param>
public sealed record RewardEstimate(EpochId TargetEpoch, UInt128 Weight, UInt128 TotalWeight, ulong Slots, ulong Issued, BigInteger Expected)
{
    /// <summary>The smesher's part of the whole weight.</summary>
    public double Share => (double)Weight / (double)TotalWeight;

    public static RewardEstimate Of(NetworkParameters network, EpochId targetEpoch, UInt128 weight, UInt128 totalWeight, uint layerAverageSize, ulong minimalWeight)
    {
        if (targetEpoch.Value < 2)
            throw new OperationException(OperationErrorKind.Invalid, $"Epoch {targetEpoch} carries no rewards: the first one that does is 2.");
        if (!network.TryFirstLayer(targetEpoch, out var first))
            throw new OperationException(OperationErrorKind.Invalid, $"Epoch {targetEpoch} lies beyond the last layer.");
        if (totalWeight == 0)
            throw new OperationException(OperationErrorKind.Refused, $"The state has no ATXs for epoch {targetEpoch}: name another epoch with --epoch, or let the node sync.");
        if (weight > totalWeight)
            throw new OperationException(OperationErrorKind.Invalid, $"The weight {weight} is more than that of all ATXs, {totalWeight}.");
        var slots = (BigInteger)weight * layerAverageSize * network.LayersPerEpoch / BigInteger.Max(minimalWeight, totalWeight);
        uint before = first.Difference(network.FirstEffectiveGenesis) - 1;
        ulong issued = Subsidy.Accumulated(checked(before + network.LayersPerEpoch)) - Subsidy.Accumulated(before);
        return new RewardEstimate(
            targetEpoch, weight, totalWeight, (ulong)BigInteger.Max(1, slots), issued, issued * (BigInteger)weight / totalWeight);
    }

    /// <summary>The epoch that the last applied layer of a state lies in: the newest whose ATXs are all published.</summary>
    public static EpochId NewestEpoch(string statePath, NetworkParameters network) => StateQueries.Run(
        statePath, connection => network.EpochOf(new LayerId((uint)connection.QueryInt64("SELECT max(id) FROM layers WHERE applied_block IS NOT NULL"))));
}
