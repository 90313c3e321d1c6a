namespace Spacemesh.Ports.Network;

/// <summary>One request to a peer, without framing (spec 08 §5).</summary>
/// <param name="Protocol">The protocol that every peer speaks.</param>
/// <param name="Body">The request's bytes, at most 10240.</param>
public sealed record PeerRequest(string Protocol, ReadOnlyMemory<byte> Body)
{
    /// <summary>Longest data of any answer: the wire's own limit.</summary>
    public const int LongestData = 272_629_760;

    /// <summary>Protocol that is proposed first and answers the same; null for none (spec 08 §6.4).</summary>
    public string? Preferred { get; init; }

    /// <summary>
    /// Longest data that the answer may have. Longer data fails as <see cref="PeerRequestFailure.TooLong"/> as soon as its length is
    /// known, and memory grows with the bytes that arrive, not with the length that was announced.
    /// </summary>
    public int MaxData
    {
        get;
        init => field = value is > 0 and <= LongestData
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxData), value, $"an answer has 1 to {LongestData} bytes");
    } = LongestData;
}
