using Spacemesh.Ports.Network;

namespace Spacemesh.Ports.Api;

/// <summary>A connected peer (spec 08 §3.3).</summary>
/// <param name="Id">Who.</param>
/// <param name="Connections">Its connections.</param>
/// <param name="Tags">Why its connection is kept.</param>
/// <param name="Client">Our requests to it.</param>
/// <param name="Server">Its requests to us.</param>
/// <param name="Traffic">Bytes and rates.</param>
public sealed record PeerReport(
    PeerId Id,
    IReadOnlyList<PeerConnectionReport> Connections,
    IReadOnlyList<string> Tags,
    PeerRequestReport Client,
    PeerRequestReport Server,
    TrafficReport Traffic);
