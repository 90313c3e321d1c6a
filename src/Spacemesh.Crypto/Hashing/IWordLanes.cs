namespace Spacemesh.Crypto.Hashing;

/// <summary>32-bit words of several inputs side by side in one vector.</summary>
/// <typeparam name="TVector">The vector.</typeparam>
internal unsafe interface IWordLanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Words in a vector.</summary>
    static abstract int Count { get; }

    static abstract TVector All(uint value);

    /// <summary>The low (or high) words of <paramref name="counter"/> plus 0, 1, 2… times <paramref name="step"/>.</summary>
    static abstract TVector Counters(ulong counter, uint step, bool high);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Xor(TVector left, TVector right);

    static abstract TVector RotateBy16(TVector x);

    static abstract TVector RotateBy12(TVector x);

    static abstract TVector RotateBy8(TVector x);

    static abstract TVector RotateBy7(TVector x);

    /// <summary>Turns one 64-byte block of each input into sixteen vectors.</summary>
    static abstract void LoadBlocks(byte** inputs, TVector* words);

    /// <summary>Turns eight vectors into eight words of each input.</summary>
    static abstract void StoreChaining(TVector* words, uint* output);
}
