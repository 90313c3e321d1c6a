using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events.User;

/// <summary>The eligibilities of an epoch were computed for the first time.</summary>
/// <param name="Smesher">Whose.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Beacon">Its beacon.</param>
/// <param name="Atx">The identity's ATX that counts in it.</param>
/// <param name="ActiveSetSize">ATXs in the active set.</param>
/// <param name="Layers">Layers with their slots, ascending.</param>
public sealed record EligibilitiesComputed(NodeId Smesher, EpochId Epoch, Beacon Beacon, AtxId Atx, uint ActiveSetSize, IReadOnlyList<LayerSlots> Layers) : UserEvent
{
    public override string Help =>
        "The layers of the epoch in which proposals are due. Rewards depend on the others being online too.";
}
