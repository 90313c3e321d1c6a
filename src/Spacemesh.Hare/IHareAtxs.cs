using Spacemesh.Primitives;

namespace Spacemesh.Hare;

/// <summary>What hare needs to know of ATXs; answers at once.</summary>
public interface IHareAtxs
{
    /// <summary>Tick heights of an ATX that is targeted at this epoch; null where it is not known.</summary>
    (ulong Base, ulong Height)? Heights(EpochId target, AtxId atx);

    /// <summary>Whether there is a proof against this smesher.</summary>
    bool IsMalicious(NodeId smesher);
}
