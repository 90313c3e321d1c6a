namespace Spacemesh.Ports.Network;

/// <summary>What answers a request: data, sent piece by piece so that only one piece is in memory, or an error (spec 08 §5, §21).</summary>
/// <param name="Length">Bytes of all pieces together.</param>
/// <param name="Pieces">
/// The pieces, read once and in order; each is valid until the next is asked for. A sequence that throws, falls short or goes on beyond
/// <paramref name="Length"/> resets the stream.
/// </param>
public sealed record PeerAnswer(long Length, IEnumerable<ReadOnlyMemory<byte>> Pieces)
{
    /// <summary>Why there is no data, as bytes that need not be text; empty for an answer with data.</summary>
    public ReadOnlyMemory<byte> Error { get; private init; }

    /// <summary>An answer of one piece.</summary>
    public static PeerAnswer Of(ReadOnlyMemory<byte> data) => new(data.Length, [data]);

    /// <summary>An answer without data.</summary>
    public static PeerAnswer Failure(ReadOnlyMemory<byte> error) => error.IsEmpty
        ? throw new ArgumentException("an error has a text", nameof(error))
        : new PeerAnswer(0, []) { Error = error };
}
