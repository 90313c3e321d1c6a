namespace Spacemesh.Ports.Api;

/// <summary>How a connection came about; numbers as in the API (spec 09a §5.8).</summary>
public enum PeerConnectionKind
{
    Unknown = 0,
    Inbound = 1,
    Outbound = 2,
    HolePunchedInbound = 3,
    HolePunchedOutbound = 4,
    RelayInbound = 5,
    RelayOutbound = 6,
}
