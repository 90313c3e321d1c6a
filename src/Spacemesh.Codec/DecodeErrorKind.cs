namespace Spacemesh.Codec;

/// <summary>Why bytes are not an encoding (spec 01 §1.2–1.6).</summary>
public enum DecodeErrorKind : byte
{
    None = 0,

    /// <summary>The input ends before the first byte of a read.</summary>
    EndOfInput,

    /// <summary>The input ends in the middle of a read.</summary>
    UnexpectedEndOfInput,

    /// <summary>The mode bits of a compact integer do not belong to its width.</summary>
    CompactMode,

    /// <summary>A compact integer is too large for its width or written in a longer mode than allowed.</summary>
    CompactOutOfRange,

    /// <summary>A count or length is above the limit of the field.</summary>
    TooManyElements,

    /// <summary>Lists and options are nested deeper than allowed.</summary>
    NestedTooDeep,

    /// <summary>A type byte names no known layout.</summary>
    UnknownType,

    /// <summary>The value ends before the input does.</summary>
    TrailingBytes,
}
