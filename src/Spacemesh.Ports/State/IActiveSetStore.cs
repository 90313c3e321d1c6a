using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Ports.State;

/// <summary>Active sets by their hash (spec 10 §6.5).</summary>
public interface IActiveSetStore
{
    InsertOutcome Add(Hash32 id, EpochActiveSet set);

    /// <summary>Throws where the row does not decode.</summary>
    EpochActiveSet? Find(Hash32 id);

    bool Contains(Hash32 id);

    /// <summary>Deletes the sets of earlier epochs and says how many.</summary>
    int DeleteBefore(EpochId epoch);
}
