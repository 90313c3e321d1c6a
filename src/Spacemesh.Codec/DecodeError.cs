namespace Spacemesh.Codec;

/// <summary>Why and where decoding stopped.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Offset">Offset of the value that could not be read, in bytes from the start of the input.</param>
/// <param name="Field">Path of the field, such as <c>NIPost.Post.Indices</c>.</param>
public readonly record struct DecodeError(DecodeErrorKind Kind, int Offset, string? Field)
{
    public override string ToString() => Kind switch
    {
        DecodeErrorKind.None => "no error",
        DecodeErrorKind.EndOfInput => $"{Where}: the input ends here",
        DecodeErrorKind.UnexpectedEndOfInput => $"{Where}: the input ends inside the value",
        DecodeErrorKind.CompactMode => $"{Where}: not a compact integer of this width",
        DecodeErrorKind.CompactOutOfRange => $"{Where}: compact integer out of range",
        DecodeErrorKind.TooManyElements => $"{Where}: more elements than allowed",
        DecodeErrorKind.NestedTooDeep => $"{Where}: nested too deep",
        DecodeErrorKind.UnknownType => $"{Where}: unknown type",
        DecodeErrorKind.TrailingBytes => $"bytes left over from offset {Offset}",
        _ => $"{Where}: {Kind}",
    };

    private string Where => $"{(string.IsNullOrEmpty(Field) ? "value" : Field)} at offset {Offset}";
}
