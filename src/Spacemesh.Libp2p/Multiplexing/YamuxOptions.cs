namespace Spacemesh.Libp2p.Multiplexing;

/// <summary>Limits of a yamux session; the defaults are the reference's (spec 08 §2.5).</summary>
public sealed record YamuxOptions
{
    /// <summary>Bytes that each side may send on a new stream; fixed by the protocol.</summary>
    public const int InitialWindow = 256 << 10;

    /// <summary>Payload of the longest data frame that is sent.</summary>
    public const int MaximumPayload = (64 << 10) - YamuxFrame.HeaderSize;

    /// <summary>Largest window that is given to the peer of a fast stream.</summary>
    public int MaximumWindow
    {
        get;
        init => field = value >= InitialWindow ? value : throw new ArgumentOutOfRangeException(nameof(MaximumWindow), value, $"at least {InitialWindow}");
    } = 16 << 20;

    /// <summary>Streams of the peer that wait to be accepted; further ones are reset.</summary>
    public int AcceptBacklog { get; init; } = 256;

    /// <summary>Own streams that wait for the peer's acknowledgement; further opens wait.</summary>
    public int OpenBacklog { get; init; } = 256;

    /// <summary>Streams of the peer that are not over; further ones are reset. The reference has no such limit.</summary>
    public int MaximumInboundStreams { get; init; } = 8192;

    /// <summary>A ping is sent after so long without frames, and at least so often.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A write that does not finish, or a ping without answer, ends the session.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a stream that was closed here may be left open by the peer.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Bytes queued for the wire at which writers wait.</summary>
    public int SendQueue { get; init; } = 256 << 10;
}
