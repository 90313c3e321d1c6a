namespace Spacemesh.Codec;

/// <summary>A value with a fixed field order on the wire. Fields are read and written in that order, nothing else happens here.</summary>
public interface IScaleType<TSelf>
    where TSelf : IScaleType<TSelf>
{
    /// <summary>Fewest bytes any encoding has; lists reserve memory by it, so that a count never outweighs the bytes behind it.</summary>
    static abstract int MinSize { get; }

    /// <summary>
    /// Reads the fields. A failure is kept in <paramref name="reader"/>; every later read then gives zero,
    /// so this needs no check of its own and always returns a value.
    /// </summary>
    static abstract TSelf Read(ref ScaleReader reader);

    /// <summary>Writes the fields.</summary>
    /// <exception cref="ScaleLimitException">A list or text is longer than the type allows.</exception>
    void Write(ref ScaleWriter writer);
}
