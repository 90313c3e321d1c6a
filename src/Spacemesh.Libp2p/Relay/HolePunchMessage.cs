using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Encoding;

namespace Spacemesh.Libp2p.Relay;

/// <summary>CONNECT (100) with own addresses, or SYNC (300) (spec 08 §2.13).</summary>
internal sealed record HolePunchMessage(int Type, IReadOnlyList<Multiaddr> Addresses)
{
    public const int Connect = 100;
    public const int Sync = 300;
    public const int MaximumSize = 4096;

    public byte[] Encode()
    {
        var writer = new ProtoWriter().Number(1, (ulong)Type);
        foreach (var address in Addresses)
            writer.Bytes(2, address.Bytes);
        return writer.ToArray();
    }

    /// <summary>Null when malformed.</summary>
    public static HolePunchMessage? Decode(ReadOnlySpan<byte> encoded)
    {
        ulong type = 0;
        var addresses = new List<Multiaddr>();
        var reader = new ProtoReader(encoded);
        while (reader.Next())
        {
            if (reader.IsNumber(1))
                type = reader.Number;
            else if (reader.IsBytes(2) && Multiaddr.TryDecode(reader.Bytes, out var address))
                addresses.Add(address!);
        }

        return reader.Malformed || type is not (Connect or Sync) ? null : new HolePunchMessage((int)type, addresses);
    }
}
