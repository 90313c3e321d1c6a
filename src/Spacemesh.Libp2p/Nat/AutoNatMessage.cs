using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Encoding;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Nat;

/// <summary>A request to be dialled, or its answer (spec 08 §2.14).</summary>
internal sealed record AutoNatMessage(bool IsResponse)
{
    public const string Protocol = "/libp2p/autonat/1.0.0";
    public const int MaximumSize = 4096;

    /// <summary>Whether a request has a peer; without one it is a bad request.</summary>
    public bool HasPeer { get; init; }

    public PeerId? Peer { get; init; }

    public IReadOnlyList<Multiaddr> Addresses { get; init; } = [];

    public AutoNatStatus Status { get; init; }

    public string StatusText { get; init; } = "";

    public Multiaddr? Address { get; init; }

    public static AutoNatMessage Answer(AutoNatStatus status, string text, Multiaddr? address = null) => new(true) { Status = status, StatusText = text, Address = address };

    public byte[] Encode()
    {
        var writer = new ProtoWriter(128).Number(1, IsResponse ? 1u : 0u);
        if (!IsResponse)
        {
            var peer = new ProtoWriter(96);
            if (Peer is not null)
                peer.Bytes(1, Peer.Bytes);
            foreach (var address in Addresses)
                peer.Bytes(2, address.Bytes);
            return writer.Message(2, new ProtoWriter().Message(1, peer)).ToArray();
        }

        var response = new ProtoWriter(96).Number(1, (ulong)Status);
        if (StatusText.Length > 0)
            response.Text(2, StatusText);
        if (Address is not null)
            response.Bytes(3, Address.Bytes);
        return writer.Message(3, response).ToArray();
    }

    /// <summary>Null when malformed.</summary>
    public static AutoNatMessage? Decode(ReadOnlySpan<byte> encoded)
    {
        ulong type = 0;
        var message = new AutoNatMessage(false);
        var reader = new ProtoReader(encoded);
        while (reader.Next())
        {
            if (reader.IsNumber(1))
            {
                type = reader.Number;
            }
            else if (reader.IsBytes(2))
            {
                var dial = new ProtoReader(reader.Bytes);
                while (dial.Next())
                {
                    if (dial.IsBytes(1))
                        message = TakePeer(message, dial.Bytes);
                }

                if (dial.Malformed)
                    return null;
            }
            else if (reader.IsBytes(3))
            {
                message = TakeResponse(message, reader.Bytes);
            }
        }

        return reader.Malformed || type > 1 ? null : message with { IsResponse = type == 1 };
    }

    private static AutoNatMessage TakePeer(AutoNatMessage message, ReadOnlySpan<byte> encoded)
    {
        PeerId? peer = null;
        var addresses = new List<Multiaddr>();
        var reader = new ProtoReader(encoded);
        while (reader.Next())
        {
            if (reader.IsBytes(1))
                PeerId.TryDecode(reader.Bytes, out peer);
            else if (reader.IsBytes(2) && Multiaddr.TryDecode(reader.Bytes, out var address))
                addresses.Add(address!);
        }

        return message with { HasPeer = true, Peer = peer, Addresses = addresses };
    }

    private static AutoNatMessage TakeResponse(AutoNatMessage message, ReadOnlySpan<byte> encoded)
    {
        var reader = new ProtoReader(encoded);
        while (reader.Next())
        {
            if (reader.IsNumber(1))
                message = message with { Status = (AutoNatStatus)Math.Min(reader.Number, int.MaxValue) };
            else if (reader.IsBytes(2))
                message = message with { StatusText = System.Text.Encoding.UTF8.GetString(reader.Bytes) };
            else if (reader.IsBytes(3) && Multiaddr.TryDecode(reader.Bytes, out var address))
                message = message with { Address = address };
        }

        return message;
    }
}
