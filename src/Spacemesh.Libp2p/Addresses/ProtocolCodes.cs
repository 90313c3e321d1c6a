namespace Spacemesh.Libp2p.Addresses;

/// <summary>Codes of the multiaddr table (spec 08 §2.1).</summary>
public static class ProtocolCodes
{
    public const int Ip4 = 4;
    public const int Tcp = 6;
    public const int Ip6 = 41;
    public const int Ip6Zone = 42;
    public const int IpCidr = 43;
    public const int Dns = 53;
    public const int Dns4 = 54;
    public const int Dns6 = 55;
    public const int DnsAddr = 56;
    public const int Udp = 273;
    public const int WebRtcDirect = 280;
    public const int WebRtc = 281;
    public const int Circuit = 290;
    public const int P2p = 421;
    public const int Tls = 448;
    public const int Sni = 449;
    public const int Noise = 454;
    public const int Quic = 460;
    public const int QuicV1 = 461;
    public const int WebTransport = 465;
    public const int Certhash = 466;
    public const int Ws = 477;
    public const int Wss = 478;
}
