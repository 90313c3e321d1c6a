namespace Spacemesh.Libp2p.Hosting;

/// <summary>Who opened a connection or stream.</summary>
public enum Direction
{
    /// <summary>The peer.</summary>
    Inbound,

    /// <summary>This host.</summary>
    Outbound,
}
