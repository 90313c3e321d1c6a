namespace Spacemesh.Libp2p.Relay;

/// <summary>Names of circuit relay v2 and of what builds on it.</summary>
public static class RelayProtocols
{
    public const string Hop = "/libp2p/circuit/relay/0.2.0/hop";
    public const string Stop = "/libp2p/circuit/relay/0.2.0/stop";
    public const string HolePunch = "/libp2p/dcutr";
}
