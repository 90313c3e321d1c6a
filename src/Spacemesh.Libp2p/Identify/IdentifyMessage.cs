using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Encoding;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Identify;

/// <summary>What a host tells of itself and of the peer it tells (spec 08 §2.6). Null fields are absent.</summary>
public sealed record IdentifyMessage
{
    private const int MaximumProtocols = 1000;

    public PublicKey? PublicKey { get; init; }

    public IReadOnlyList<Multiaddr> ListenAddresses { get; init; } = [];

    public IReadOnlyList<string> Protocols { get; init; } = [];

    public Multiaddr? ObservedAddress { get; init; }

    public string? ProtocolVersion { get; init; }

    public string? AgentVersion { get; init; }

    public byte[]? SignedPeerRecord { get; init; }

    public byte[] Encode()
    {
        var writer = new ProtoWriter(512);
        if (PublicKey is not null)
            writer.Bytes(1, PublicKey.Encoded);
        foreach (var address in ListenAddresses)
            writer.Bytes(2, address.Bytes);
        foreach (string protocol in Protocols)
            writer.Text(3, protocol);
        if (ObservedAddress is not null)
            writer.Bytes(4, ObservedAddress.Bytes);
        if (ProtocolVersion is not null)
            writer.Text(5, ProtocolVersion);
        if (AgentVersion is not null)
            writer.Text(6, AgentVersion);
        if (SignedPeerRecord is not null)
            writer.Bytes(8, SignedPeerRecord);
        return writer.ToArray();
    }

    /// <summary>Null when malformed; addresses that cannot be read are left out.</summary>
    public static IdentifyMessage? Decode(ReadOnlySpan<byte> encoded)
    {
        var message = new IdentifyMessage();
        var addresses = new List<Multiaddr>();
        var protocols = new List<string>();
        var reader = new ProtoReader(encoded);
        while (reader.Next())
        {
            if (reader.IsBytes(1))
            {
                if (!PublicKey.TryDecode(reader.Bytes, out var key))
                    return null;
                message = message with { PublicKey = key };
            }
            else if (reader.IsBytes(2))
            {
                if (Multiaddr.TryDecode(reader.Bytes, out var address))
                    addresses.Add(address!);
            }
            else if (reader.IsBytes(3))
            {
                if (protocols.Count < MaximumProtocols)
                    protocols.Add(System.Text.Encoding.UTF8.GetString(reader.Bytes));
            }
            else if (reader.IsBytes(4))
            {
                Multiaddr.TryDecode(reader.Bytes, out var observed);
                message = message with { ObservedAddress = observed };
            }
            else if (reader.IsBytes(5))
            {
                message = message with { ProtocolVersion = System.Text.Encoding.UTF8.GetString(reader.Bytes) };
            }
            else if (reader.IsBytes(6))
            {
                message = message with { AgentVersion = System.Text.Encoding.UTF8.GetString(reader.Bytes) };
            }
            else if (reader.IsBytes(8))
            {
                message = message with { SignedPeerRecord = reader.Bytes.ToArray() };
            }
        }

        return reader.Malformed ? null : message with { ListenAddresses = addresses, Protocols = protocols };
    }

    /// <summary>This message with what a later part of the same stream adds.</summary>
    public IdentifyMessage Merge(IdentifyMessage later)
    {
        ArgumentNullException.ThrowIfNull(later);
        return new IdentifyMessage
        {
            PublicKey = later.PublicKey ?? PublicKey,
            ListenAddresses = [.. ListenAddresses, .. later.ListenAddresses],
            Protocols = [.. Protocols.Concat(later.Protocols).Take(MaximumProtocols)],
            ObservedAddress = later.ObservedAddress ?? ObservedAddress,
            ProtocolVersion = later.ProtocolVersion ?? ProtocolVersion,
            AgentVersion = later.AgentVersion ?? AgentVersion,
            SignedPeerRecord = later.SignedPeerRecord ?? SignedPeerRecord,
        };
    }
}
