namespace Spacemesh.Primitives;

/// <summary>What every fixed-width value can do.</summary>
public static class FixedBytesExtensions
{
    public static byte[] ToArray<T>(this T value)
        where T : struct, IFixedBytes<T> => T.Span(in value).ToArray();

    public static void CopyTo<T>(this T value, Span<byte> destination)
        where T : struct, IFixedBytes<T> => T.Span(in value).CopyTo(destination);

    /// <summary>Whether every byte is zero: the reference's empty value.</summary>
    public static bool IsZero<T>(this T value)
        where T : struct, IFixedBytes<T> => !T.Span(in value).ContainsAnyExcept((byte)0);

    /// <summary>All bytes as lower-case hex.</summary>
    public static string ToHex<T>(this T value)
        where T : struct, IFixedBytes<T> => Convert.ToHexStringLower(T.Span(in value));
}
