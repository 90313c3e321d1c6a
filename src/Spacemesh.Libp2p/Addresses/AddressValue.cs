namespace Spacemesh.Libp2p.Addresses;

/// <summary>How the value of an address protocol is encoded.</summary>
internal enum AddressValue
{
    None,

    /// <summary>4 bytes.</summary>
    Ip4,

    /// <summary>16 bytes.</summary>
    Ip6,

    /// <summary>2 bytes, big-endian.</summary>
    Port,

    Byte,

    /// <summary>Length and UTF-8.</summary>
    Text,

    /// <summary>Length and a peer id.</summary>
    Peer,

    /// <summary>Length and bytes, in base 64 for URLs as text.</summary>
    Multibase,
}
