namespace Spacemesh.Libp2p.Addresses;

/// <summary>One protocol of the multiaddr table: its code, its name and how its value is written.</summary>
internal sealed record AddressProtocol(int Code, string Name, AddressValue Value)
{
    private static readonly AddressProtocol[] Table =
    [
        new(ProtocolCodes.Ip4, "ip4", AddressValue.Ip4),
        new(ProtocolCodes.Tcp, "tcp", AddressValue.Port),
        new(ProtocolCodes.Ip6, "ip6", AddressValue.Ip6),
        new(ProtocolCodes.Ip6Zone, "ip6zone", AddressValue.Text),
        new(ProtocolCodes.IpCidr, "ipcidr", AddressValue.Byte),
        new(ProtocolCodes.Dns, "dns", AddressValue.Text),
        new(ProtocolCodes.Dns4, "dns4", AddressValue.Text),
        new(ProtocolCodes.Dns6, "dns6", AddressValue.Text),
        new(ProtocolCodes.DnsAddr, "dnsaddr", AddressValue.Text),
        new(ProtocolCodes.Udp, "udp", AddressValue.Port),
        new(ProtocolCodes.Circuit, "p2p-circuit", AddressValue.None),
        new(ProtocolCodes.P2p, "p2p", AddressValue.Peer),
        new(ProtocolCodes.Tls, "tls", AddressValue.None),
        new(ProtocolCodes.Sni, "sni", AddressValue.Text),
        new(ProtocolCodes.Noise, "noise", AddressValue.None),
        new(ProtocolCodes.Quic, "quic", AddressValue.None),
        new(ProtocolCodes.QuicV1, "quic-v1", AddressValue.None),
        new(ProtocolCodes.WebTransport, "webtransport", AddressValue.None),
        new(ProtocolCodes.Certhash, "certhash", AddressValue.Multibase),
        new(ProtocolCodes.WebRtcDirect, "webrtc-direct", AddressValue.None),
        new(ProtocolCodes.WebRtc, "webrtc", AddressValue.None),
        new(ProtocolCodes.Ws, "ws", AddressValue.None),
        new(ProtocolCodes.Wss, "wss", AddressValue.None),
    ];

    private static readonly Dictionary<int, AddressProtocol> ByCode = Table.ToDictionary(entry => entry.Code);

    private static readonly Dictionary<string, AddressProtocol> ByName = Names();

    public static AddressProtocol? Find(int code) => ByCode.GetValueOrDefault(code);

    public static AddressProtocol? Find(string name) => ByName.GetValueOrDefault(name);

    private static Dictionary<string, AddressProtocol> Names()
    {
        var names = Table.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        names["ipfs"] = ByCode[ProtocolCodes.P2p];
        return names;
    }
}
