using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Ports.State;

/// <summary>Rewards paid (spec 10 §6.5). Old rows without smesher read as the zero id and are found by coinbase only.</summary>
public interface IRewardStore
{
    /// <summary>One reward a smesher and layer: a second one is refused, which aborts the layer.</summary>
    InsertOutcome Add(Reward reward);

    /// <summary>By layer, then in order of insertion.</summary>
    IReadOnlyList<Reward> OfCoinbase(Address coinbase);

    /// <inheritdoc cref="OfCoinbase"/>
    IReadOnlyList<Reward> OfSmesher(NodeId smesher);

    /// <inheritdoc cref="OfCoinbase"/>
    IReadOnlyList<Reward> Of(Address coinbase, NodeId smesher);

    /// <summary>By layer in the window's direction, then in order of insertion.</summary>
    IReadOnlyList<Reward> List(RewardFilter filter, ListWindow window);

    /// <summary>Deletes everything after a layer.</summary>
    void Revert(LayerId layer);
}
