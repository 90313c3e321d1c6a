namespace Spacemesh.Ports.Api;

/// <summary>The peer-to-peer network as the API shows it (spec 09a §5.8). A node without network layer has none of these.</summary>
public interface INetworkView
{
    /// <summary>Connected peers.</summary>
    int PeerCount { get; }

    /// <summary>A snapshot of the connected peers; those gone meanwhile are left out.</summary>
    IReadOnlyList<PeerReport> Peers();

    NetworkReport Report();
}
