namespace Spacemesh.Post.Labels;

/// <summary>
/// One row of the 4×4 ChaCha matrix of <see cref="Labels"/> labels, side by side: four words of each in one vector.
/// </summary>
internal unsafe interface IRowVector<T>
    where T : unmanaged
{
    /// <summary>Labels in one vector.</summary>
    static abstract int Labels { get; }

    static abstract T Add(T left, T right);

    static abstract T Xor(T left, T right);

    static abstract T RotateLeft16(T value);

    static abstract T RotateLeft12(T value);

    static abstract T RotateLeft8(T value);

    static abstract T RotateLeft7(T value);

    /// <summary>Each label's row turned by one word: word i becomes word i + 1.</summary>
    static abstract T Turn1(T row);

    static abstract T Turn2(T row);

    static abstract T Turn3(T row);

    /// <summary>Writes four rows as one 64-byte block a label, the blocks <paramref name="stride"/> bytes apart.</summary>
    static abstract void Store(T row0, T row1, T row2, T row3, byte* blocks, nint stride);

    /// <summary>Reads one 64-byte block a label, at the address <paramref name="blocks"/> gives for each, into four rows.</summary>
    static abstract void Load(byte** blocks, out T row0, out T row1, out T row2, out T row3);
}
