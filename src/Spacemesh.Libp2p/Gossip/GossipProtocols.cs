namespace Spacemesh.Libp2p.Gossip;

/// <summary>Versions of the protocol, the preferred one first.</summary>
internal static class GossipProtocols
{
    public const string V12 = "/meshsub/1.2.0";
    public const string V11 = "/meshsub/1.1.0";
    public const string V10 = "/meshsub/1.0.0";
    public const string Flood = "/floodsub/1.0.0";

    public static readonly string[] All = [V12, V11, V10, Flood];

    /// <summary>Whether the peer has a mesh.</summary>
    public static bool HasMesh(string protocol) => !string.Equals(protocol, Flood, StringComparison.Ordinal);

    /// <summary>Whether PRUNE carries a back-off and peers.</summary>
    public static bool HasExchange(string protocol) => protocol is V11 or V12;

    public static bool HasIDontWant(string protocol) => protocol is V12;
}
