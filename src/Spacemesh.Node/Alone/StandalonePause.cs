using Spacemesh.Node.Parameters;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Node.Alone;

/// <summary>
/// What becomes of the time in which a network of one node did not run. A short pause is filled with empty layers. A long one, the years
/// since an old genesis among them, is left out: as after a recovery from a checkpoint, history goes on with a later layer, and all that was
/// stored before stays.
/// </summary>
internal static class StandalonePause
{
    /// <summary>
    /// The layer from which the state goes on; null for the network's genesis. Where more layers passed than votes can be counted over,
    /// that is the first one of the epoch after next, so that ATXs can be made before it as after genesis. It is stored.
    /// </summary>
    public static LayerId? Skip(NodeParameters parameters, IStateDatabase state, DateTimeOffset now)
    {
        var restored = state.Recovery.RestoreLayer();
        var network = parameters.Network with { RestoreLayer = restored ?? parameters.Network.RestoreLayer };
        var last = LayerId.Greater(network.EffectiveGenesis, state.Layers.LastProcessed());
        var current = network.LayerAt(now);
        if (current <= last.AddSaturating(parameters.Tortoise.WindowSize))
            return restored;
        var begin = network.FirstLayer(network.EpochOf(current).Add(2));
        state.Recovery.Move(begin);
        return begin;
    }
}
