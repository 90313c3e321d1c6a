using Spacemesh.Primitives;

namespace Spacemesh.Ports.Local;

/// <summary>Prepared active sets by kind and target epoch. A stored set is read, never computed again.</summary>
public interface IPreparedActiveSetStore
{
    InsertOutcome Add(ActiveSetKind kind, EpochId target, PreparedActiveSet set);

    PreparedActiveSet? Find(ActiveSetKind kind, EpochId target);
}
