using System.Net;

namespace Spacemesh.Libp2p.Nat;

/// <summary>Asks a router to pass a port on.</summary>
public interface IPortMapper
{
    /// <summary>The outside address under which the port is reached from now on; null when the router does not do it.</summary>
    Task<IPEndPoint?> MapAsync(PortProtocol protocol, int internalPort, TimeSpan lifetime, CancellationToken cancellationToken);
}
