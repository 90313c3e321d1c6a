namespace Spacemesh.Ports.Network;

/// <summary>Names of the request protocols (spec 08 §5, §6).</summary>
public static class PeerProtocols
{
    public const string EpochAtxs = "ax/1";
    public const string LayerData = "ld/1";
    public const string Objects = "hs/1";
    public const string ActiveSet = "as/1";
    public const string MeshHashes = "mh/1";
    public const string MaliciousIds = "ml/1";
    public const string Opinion = "lp/2";
    public const string HareFullExchange = "hare4/full_exchange";
    public const string PeerSync = "peersync/1";
}
