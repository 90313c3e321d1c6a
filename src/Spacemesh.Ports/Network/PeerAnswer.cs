namespace Spacemesh.Ports.Network;

/// <summary>The data that answers a request, sent piece by piece so that only one piece is in memory (spec 08 §5, §21).</summary>
/// <param name="Length">Bytes of all pieces together.</param>
/// <param name="Pieces">
/// The pieces, read once and in order; each is valid until the next is asked for. A sequence that throws, falls short or goes on beyond
/// <paramref name="Length"/> resets the stream.
/// </param>
public sealed record PeerAnswer(long Length, IEnumerable<ReadOnlyMemory<byte>> Pieces)
{
    /// <summary>An answer of one piece.</summary>
    public static PeerAnswer Of(ReadOnlyMemory<byte> data) => new(data.Length, [data]);
}
