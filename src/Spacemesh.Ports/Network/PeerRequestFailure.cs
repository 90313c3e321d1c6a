namespace Spacemesh.Ports.Network;

/// <summary>Why a request got no data (spec 08 §5).</summary>
public enum PeerRequestFailure
{
    NotConnected,

    /// <summary>No answer in time, or the stream ended before it.</summary>
    NoAnswer,

    /// <summary>The peer answered with an error text.</summary>
    PeerError,

    /// <summary>The answer does not follow the protocol.</summary>
    Malformed,

    /// <summary>The answer is longer than <see cref="PeerRequest.MaxData"/>.</summary>
    TooLong,
}
