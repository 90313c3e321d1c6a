namespace Spacemesh.Libp2p.Transports;

/// <summary>How QUIC connections are made (spec 08 §2.11).</summary>
public sealed record QuicOptions
{
    /// <summary>Exchanged before any stream on networks that separate themselves; null for none. At most 64 bytes.</summary>
    public byte[]? Cookie
    {
        get;
        init => field = value is null || value.Length <= 64 ? value : throw new ArgumentOutOfRangeException(nameof(Cookie), value.Length, "at most 64 bytes");
    }

    public int InboundStreams { get; init; } = 256;

    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan CookieTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
