using Spacemesh.Primitives;

namespace Spacemesh.Ports.Chain;

/// <summary>The beacons that the node knows (spec 05 §7.7).</summary>
public interface IBeacons
{
    bool TryGet(EpochId epoch, out Beacon beacon);
}
