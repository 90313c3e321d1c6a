using System.Text;
using Spacemesh.Codec;
using Spacemesh.Libp2p.Encoding;
using Spacemesh.Ports.Network;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Net.Requests;

/// <summary>
/// Requests and answers as a stream carries them (spec 08 §5): pure functions over bytes. A request is its length and its bytes; an
/// answer is <see cref="ServerResponse"/>, or in the bare form only its data (<c>hare4/full_exchange</c>).
/// </summary>
public static class RequestFraming
{
    public const int MaxRequestLength = 10240;

    /// <summary>What follows an answer's data: the empty error.</summary>
    public static ReadOnlyMemory<byte> EndOfAnswer { get; } = new byte[1];

    /// <summary>A request's bytes on the stream.</summary>
    /// <exception cref="ArgumentException">It is longer than <see cref="MaxRequestLength"/>.</exception>
    public static byte[] FrameRequest(ReadOnlySpan<byte> body)
    {
        if (body.Length > MaxRequestLength)
            throw new ArgumentException($"a request has at most {MaxRequestLength} bytes, this one has {body.Length}", nameof(body));
        byte[] prefix = Uvarint.Encode((ulong)body.Length);
        return [.. prefix, .. body];
    }

    /// <summary>
    /// Looks at what a server received so far. Bytes behind the request are ignored, and the length alone decides about too long a one.
    /// </summary>
    /// <param name="received">All bytes from the stream's begin; 9 + <paramref name="limit"/> are enough.</param>
    /// <param name="body">Where the request stands in <paramref name="received"/> once it is whole.</param>
    /// <param name="limit">Longest request of the protocol.</param>
    public static RequestProgress ReadRequest(ReadOnlySpan<byte> received, out Range body, int limit = MaxRequestLength)
    {
        body = default;
        switch (Uvarint.TryRead(received, out ulong length, out int size))
        {
            case UvarintStatus.Incomplete:
                return RequestProgress.Incomplete;
            case UvarintStatus.Invalid:
                return RequestProgress.Malformed;
            default:
                if (length > (ulong)limit)
                    return RequestProgress.TooLong;
                if (received.Length - size < (int)length)
                    return RequestProgress.Incomplete;
                body = size..(size + (int)length);
                return RequestProgress.Whole;
        }
    }

    /// <summary>What precedes an answer's data: its length.</summary>
    public static byte[] BeginAnswer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, ServerResponse.MaxDataLength);
        var writer = new ScaleWriter(stackalloc byte[8]);
        writer.C32((uint)length);
        byte[] bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }

    /// <summary>A whole answer that says why there is no data. A text beyond the wire's limit is cut.</summary>
    public static byte[] ErrorAnswer(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Scale.Encode(new ServerResponse(ScaleBytes.Empty, new ScaleText(CutText(text))));
    }

    /// <summary>A whole answer in one piece.</summary>
    public static byte[] DataAnswer(ReadOnlyMemory<byte> data) => Scale.Encode(new ServerResponse(new ScaleBytes(data), ScaleText.Empty));

    /// <summary>Everything that answers a request, piece by piece.</summary>
    /// <exception cref="InvalidOperationException">The pieces do not have the announced length: reset the stream.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> Frame(PeerAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (!answer.Error.IsEmpty)
        {
            var error = answer.Error[..Math.Min(answer.Error.Length, ServerResponse.MaxErrorLength)];
            yield return Scale.Encode(new ServerResponse(ScaleBytes.Empty, new ScaleText(new ScaleBytes(error))));
            yield break;
        }

        yield return BeginAnswer(answer.Length);
        long sent = 0;
        foreach (var piece in answer.Pieces)
        {
            sent += piece.Length;
            if (sent > answer.Length)
                break;
            yield return piece;
        }

        if (sent != answer.Length)
            throw new InvalidOperationException($"an answer of {answer.Length} bytes has {sent}");
        yield return EndOfAnswer;
    }

    /// <summary>A whole answer in the bare form.</summary>
    public static byte[] BareAnswer(ReadOnlySpan<byte> data) => [.. BeginAnswer(data.Length), .. data];

    private static ScaleBytes CutText(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int length = Math.Min(bytes.Length, ServerResponse.MaxErrorLength);
        // Not within a character.
        while (length < bytes.Length && (bytes[length] & 0xc0) == 0x80)
            length--;
        return new ScaleBytes(bytes.AsMemory(0, length));
    }
}
