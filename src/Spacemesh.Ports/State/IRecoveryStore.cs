using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>The layer from which a checkpoint recovery resumed (spec 10 §6.5).</summary>
public interface IRecoveryStore
{
    /// <summary>Null where the state was not recovered.</summary>
    LayerId? RestoreLayer();

    /// <summary>A database is recovered once: a second layer is refused.</summary>
    InsertOutcome Set(LayerId layer);

    /// <summary>Sets or overwrites: a network of one node that stood still goes on from this layer.</summary>
    void Move(LayerId layer);
}
