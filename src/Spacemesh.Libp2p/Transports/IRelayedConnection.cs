namespace Spacemesh.Libp2p.Transports;

/// <summary>A raw connection that runs through a relay.</summary>
public interface IRelayedConnection : ITransportConnection
{
    /// <summary>Whether the relay limits its time or data.</summary>
    bool IsLimited { get; }
}
