#pragma warning disable CA1416 // Made only where QuicSupport says so.
using System.Net.Quic;
using Spacemesh.Libp2p.Encoding;

namespace Spacemesh.Libp2p.Transports;

/// <summary>The cookie that separates networks on QUIC: on a raw stream before all others, both ways (spec 08 §2.11).</summary>
internal static class QuicCookie
{
    private const int MaximumSize = 64;
    private static readonly byte[] Prefix = [0x21, 0x23, 0x42, 0x42];

    public static byte[] Encode(byte[] cookie) => [.. Prefix, .. Uvarint.Encode((ulong)cookie.Length), .. cookie];

    public static async Task OfferAsync(QuicConnection connection, byte[] cookie, TimeProvider time, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await using var stream = await connection.OpenOutboundStreamAsync(QuicStreamType.Bidirectional, linked.Token);
        await stream.WriteAsync(Encode(cookie), linked.Token);
        await CheckAsync(connection, stream, cookie, linked.Token);
    }

    public static async Task AnswerAsync(QuicConnection connection, byte[] cookie, TimeProvider time, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await using var stream = await connection.AcceptInboundStreamAsync(linked.Token);
        // The answer goes out on a mismatch too.
        await stream.WriteAsync(Encode(cookie), linked.Token);
        await CheckAsync(connection, stream, cookie, linked.Token);
    }

    private static async Task CheckAsync(QuicConnection connection, QuicStream stream, byte[] cookie, CancellationToken cancellationToken)
    {
        byte[] head = new byte[Prefix.Length + 1];
        await stream.ReadExactlyAsync(head, cancellationToken);
        byte[] theirs = new byte[head[^1] <= MaximumSize ? head[^1] : 0];
        await stream.ReadExactlyAsync(theirs, cancellationToken);
        if (head.AsSpan(0, Prefix.Length).SequenceEqual(Prefix) && theirs.AsSpan().SequenceEqual(cookie))
            return;
        await connection.CloseAsync(0, CancellationToken.None);
        throw new Libp2pException(Libp2pFault.HandshakeFailed, "cookie mismatch: the peer belongs to another network");
    }
}
