using Spacemesh.Primitives;

namespace Spacemesh.Beacons;

/// <summary>What the node knows of an epoch's smeshers.</summary>
public interface IBeaconSource
{
    /// <summary>The ATXs that count in an epoch, in an order that is always the same: of several of one smesher the first counts.</summary>
    IEnumerable<BeaconAtx> AtxsOf(EpochId target);

    /// <summary>The VRF nonce of a smesher in an epoch: of its latest ATX published before it.</summary>
    ulong? VrfNonceOf(NodeId smesher, EpochId target);

    /// <summary>Smeshers of this node.</summary>
    IReadOnlyCollection<NodeId> Identities { get; }
}
