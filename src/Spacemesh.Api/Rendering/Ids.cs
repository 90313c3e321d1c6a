using Google.Protobuf;
using Spacemesh.Primitives;

namespace Spacemesh.Api.Rendering;

/// <summary>Ids as bytes of messages.</summary>
internal static class Ids
{
    public static ByteString ToBytes<T>(this T id)
        where T : struct, IFixedBytes<T> => ByteString.CopyFrom(T.Span(in id));

    /// <summary>Zero-padded on the right, or cut off (spec 09a §5.1).</summary>
    public static T Padded<T>(ByteString bytes)
        where T : struct, IFixedBytes<T>
    {
        if (bytes.Length == T.Size)
            return T.FromBytes(bytes.Span);
        Span<byte> padded = stackalloc byte[T.Size];
        padded.Clear();
        bytes.Span[..Math.Min(bytes.Length, T.Size)].CopyTo(padded);
        return T.FromBytes(padded);
    }

    /// <summary>Ids of a filter: none is no filter; those of another length match nothing (spec 09a §6.1).</summary>
    public static IReadOnlyList<T>? Filter<T>(IReadOnlyCollection<ByteString> ids)
        where T : struct, IFixedBytes<T> => ids.Count == 0 ? null : [.. ids.Where(id => id.Length == T.Size).Select(id => T.FromBytes(id.Span))];
}
