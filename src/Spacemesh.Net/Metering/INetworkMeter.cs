using Spacemesh.Libp2p.Gossip;
using Spacemesh.Ports.Network;

namespace Spacemesh.Net.Metering;

/// <summary>Hears what the network layer does, as it happens. Must return at once.</summary>
public interface INetworkMeter : IGossipMeter
{
    /// <summary>An own request is over.</summary>
    /// <param name="protocol">Its protocol.</param>
    /// <param name="failure">Why it failed; null where it did not.</param>
    /// <param name="took">From its begin.</param>
    void Asked(string protocol, PeerRequestFailure? failure, TimeSpan took);

    /// <summary>A peer's request got a place.</summary>
    void Accepted(string protocol);

    /// <summary>A peer's request got none.</summary>
    void Dropped(string protocol);

    /// <summary>A peer's request waited for its turn.</summary>
    void Waited(string protocol, TimeSpan took);

    /// <summary>A peer's request is over.</summary>
    void Served(string protocol, bool succeeded, TimeSpan took);

    /// <summary>A peer asked for an object.</summary>
    void ObjectAsked(string hint, bool isFound, bool isEmpty);

    /// <summary>A peer asked for a certificate.</summary>
    void CertificateAsked();

    /// <summary>A peer asked for our opinion of a layer.</summary>
    void OpinionAsked();

    /// <summary>Peers were looked for that may have an object: some had been hinted at, or not.</summary>
    void HintLookedUp(ObjectKind kind, bool isHinted);

    /// <summary>A request for objects failed, which this object was part of.</summary>
    void FetchFailed(ObjectKind kind);
}
