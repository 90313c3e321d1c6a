using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Encoding;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Relay;

/// <summary>A message on a hop stream (<see cref="EncodeHop"/>) or a stop stream (<see cref="EncodeStop"/>), spec 08 §2.12.</summary>
internal sealed record RelayMessage(RelayMessageType Type)
{
    public const int MaximumSize = 4096;

    public PeerId? Peer { get; init; }

    public RelayReservation? Reservation { get; init; }

    public RelayLimit? Limit { get; init; }

    public RelayStatus Status { get; init; }

    public static RelayMessage Answer(RelayStatus status) => new(RelayMessageType.Status) { Status = status };

    public byte[] EncodeHop()
    {
        var writer = new ProtoWriter(128).Number(1, (ulong)Type);
        if (Peer is not null)
            writer.Message(2, new ProtoWriter().Bytes(1, Peer.Bytes));
        if (Reservation is { } reservation)
        {
            var inner = new ProtoWriter(256).Number(1, (ulong)reservation.Expires.ToUnixTimeSeconds());
            foreach (var address in reservation.Addresses)
                inner.Bytes(2, address.Bytes);
            if (reservation.Voucher is not null)
                inner.Bytes(3, reservation.Voucher);
            writer.Message(3, inner);
        }

        if (Limit is not null)
            writer.Message(4, Encode(Limit));
        if (Type == RelayMessageType.Status)
            writer.Number(5, (ulong)Status);
        return writer.ToArray();
    }

    public byte[] EncodeStop()
    {
        var writer = new ProtoWriter(128).Number(1, Type == RelayMessageType.Connect ? 0u : 1u);
        if (Peer is not null)
            writer.Message(2, new ProtoWriter().Bytes(1, Peer.Bytes));
        if (Limit is not null)
            writer.Message(3, Encode(Limit));
        if (Type == RelayMessageType.Status)
            writer.Number(4, (ulong)Status);
        return writer.ToArray();
    }

    /// <summary>Null when malformed.</summary>
    public static RelayMessage? DecodeHop(ReadOnlySpan<byte> encoded) => Decode(encoded, reservation: 3, limit: 4, status: 5, isStop: false);

    /// <summary>Null when malformed.</summary>
    public static RelayMessage? DecodeStop(ReadOnlySpan<byte> encoded) => Decode(encoded, reservation: -1, limit: 3, status: 4, isStop: true);

    private static ProtoWriter Encode(RelayLimit limit)
    {
        var writer = new ProtoWriter();
        if (limit.Duration is { } duration)
            writer.Number(1, (ulong)duration.TotalSeconds);
        if (limit.Data is { } data)
            writer.Number(2, data);
        return writer;
    }

    private static RelayMessage? Decode(ReadOnlySpan<byte> encoded, int reservation, int limit, int status, bool isStop)
    {
        ulong type = 0;
        var message = new RelayMessage(RelayMessageType.Reserve);
        var reader = new ProtoReader(encoded);
        while (reader.Next())
        {
            if (reader.IsNumber(1))
            {
                type = reader.Number;
            }
            else if (reader.IsBytes(2))
            {
                if (DecodePeer(reader.Bytes) is not { } peer)
                    return null;
                message = message with { Peer = peer };
            }
            else if (reservation > 0 && reader.IsBytes(reservation))
            {
                if (DecodeReservation(reader.Bytes) is not { } decoded)
                    return null;
                message = message with { Reservation = decoded };
            }
            else if (reader.IsBytes(limit))
            {
                if (DecodeLimit(reader.Bytes) is not { } decoded)
                    return null;
                message = message with { Limit = decoded };
            }
            else if (reader.IsNumber(status))
            {
                message = message with { Status = (RelayStatus)Math.Min(reader.Number, int.MaxValue) };
            }
        }

        if (reader.Malformed || type > (isStop ? 1u : 2u))
            return null;
        return message with { Type = (RelayMessageType)(type + (isStop ? 1u : 0u)) };
    }

    private static PeerId? DecodePeer(ReadOnlySpan<byte> encoded)
    {
        PeerId? peer = null;
        var reader = new ProtoReader(encoded);
        while (reader.Next())
        {
            if (reader.IsBytes(1) && !PeerId.TryDecode(reader.Bytes, out peer))
                return null;
        }

        return reader.Malformed ? null : peer;
    }

    private static RelayReservation? DecodeReservation(ReadOnlySpan<byte> encoded)
    {
        ulong expires = 0;
        byte[]? voucher = null;
        var addresses = new List<Multiaddr>();
        var reader = new ProtoReader(encoded);
        while (reader.Next())
        {
            if (reader.IsNumber(1))
                expires = reader.Number;
            else if (reader.IsBytes(2) && Multiaddr.TryDecode(reader.Bytes, out var address))
                addresses.Add(address!);
            else if (reader.IsBytes(3))
                voucher = reader.Bytes.ToArray();
        }

        const ulong LatestSecond = 253402300799;
        return reader.Malformed ? null : new RelayReservation(DateTimeOffset.FromUnixTimeSeconds((long)Math.Min(expires, LatestSecond)), addresses, voucher);
    }

    private static RelayLimit? DecodeLimit(ReadOnlySpan<byte> encoded)
    {
        ulong? duration = null;
        ulong? data = null;
        var reader = new ProtoReader(encoded);
        while (reader.Next())
        {
            if (reader.IsNumber(1))
                duration = Math.Min(reader.Number, uint.MaxValue);
            else if (reader.IsNumber(2))
                data = reader.Number;
        }

        if (reader.Malformed)
            return null;
        return new RelayLimit(duration is > 0 ? TimeSpan.FromSeconds(duration.Value) : null, data is > 0 ? data : null);
    }
}
