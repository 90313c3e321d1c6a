using System.Diagnostics.CodeAnalysis;

namespace Spacemesh.Post.Labels;

/// <summary>One 64-bit lane of as many Keccak states as <typeparamref name="T"/> holds, side by side.</summary>
internal interface IKeccakLane<T>
    where T : unmanaged
{
    /// <summary>States permuted at once.</summary>
    static abstract int Width { get; }

    static abstract T Create(ulong value);

    static abstract T Xor(T left, T right);

    /// <summary><c>~left &amp; right</c>.</summary>
    static abstract T AndNot(T left, T right);

    static abstract T RotateLeft(T value, [ConstantExpected] byte count);
}
