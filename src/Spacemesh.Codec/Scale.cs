using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Spacemesh.Codec;

/// <summary>Whole values to bytes and back (spec 01 §1.6).</summary>
public static class Scale
{
    /// <summary>Elements that a list or byte string without a limit of its own may have (spec 01 §1.4).</summary>
    public const int DefaultLimit = 1 << 20;

    private const int StackBuffer = 1024;

    /// <exception cref="ScaleLimitException">A list or text is longer than the type allows.</exception>
    public static byte[] Encode<T>(T value)
        where T : IScaleType<T>
    {
        var writer = new ScaleWriter(stackalloc byte[StackBuffer]);
        try
        {
            value.Write(ref writer);
            return writer.Written.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <inheritdoc cref="Encode{T}(T)"/>
    public static void EncodeTo<T>(T value, IBufferWriter<byte> output)
        where T : IScaleType<T>
    {
        var writer = new ScaleWriter(stackalloc byte[StackBuffer]);
        try
        {
            value.Write(ref writer);
            output.Write(writer.Written);
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>Decodes a value that fills <paramref name="bytes"/> to the last byte: every message and most blobs.</summary>
    public static bool TryDecode<T>(ReadOnlySpan<byte> bytes, [MaybeNullWhen(false)] out T value, out DecodeError error)
        where T : IScaleType<T> => TryDecode(bytes, out value, out error, out _);

    /// <inheritdoc cref="TryDecode{T}(ReadOnlySpan{byte}, out T, out DecodeError)"/>
    /// <param name="bytes">The value's bytes.</param>
    /// <param name="value">The value.</param>
    /// <param name="error">Why it does not decode.</param>
    /// <param name="canonical">Whether encoding <paramref name="value"/> gives <paramref name="bytes"/> again.</param>
    public static bool TryDecode<T>(ReadOnlySpan<byte> bytes, [MaybeNullWhen(false)] out T value, out DecodeError error, out bool canonical)
        where T : IScaleType<T>
    {
        var reader = new ScaleReader(bytes);
        value = T.Read(ref reader);
        canonical = reader.Canonical;
        if (!reader.Failed && reader.Consumed == bytes.Length)
        {
            error = default;
            return true;
        }

        error = reader.Failed ? reader.Error : new DecodeError(DecodeErrorKind.TrailingBytes, reader.Consumed, null);
        value = default;
        return false;
    }

    /// <summary>Decodes a value at the start of <paramref name="bytes"/>; what follows it is ignored.</summary>
    public static bool TryDecodePrefix<T>(
        ReadOnlySpan<byte> bytes, [MaybeNullWhen(false)] out T value, out int consumed, out DecodeError error)
        where T : IScaleType<T>
    {
        var reader = new ScaleReader(bytes);
        value = T.Read(ref reader);
        consumed = reader.Consumed;
        error = reader.Error;
        if (!reader.Failed)
            return true;
        value = default;
        return false;
    }

    /// <summary>Decodes bytes that must be sound because we wrote them.</summary>
    /// <exception cref="DecodeException">They are not.</exception>
    public static T Decode<T>(ReadOnlySpan<byte> bytes)
        where T : IScaleType<T> =>
        TryDecode<T>(bytes, out var value, out var error) ? value : throw new DecodeException(typeof(T), error);

    /// <summary>A bare list with the default limit.</summary>
    public static byte[] EncodeList<T>(ScaleList<T> values)
        where T : IScaleType<T>
    {
        var writer = new ScaleWriter(stackalloc byte[StackBuffer], ScaleReader.BareNesting);
        try
        {
            writer.List(values, DefaultLimit);
            return writer.Written.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>Decodes a bare list with the default limit; trailing bytes are ignored (spec 01 §1.6).</summary>
    public static bool TryDecodeList<T>(ReadOnlySpan<byte> bytes, out ScaleList<T> values, out DecodeError error)
        where T : IScaleType<T>
    {
        var reader = new ScaleReader(bytes, ScaleReader.BareNesting);
        values = reader.List<T>(DefaultLimit, "list");
        error = reader.Error;
        return !reader.Failed;
    }
}
