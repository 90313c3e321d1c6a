using System.Runtime.CompilerServices;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Hashing;

/// <summary>
/// Incremental BLAKE3 in about two kilobytes of stack: create it with <c>new()</c>, feed it, read the hash as often as wanted.
/// A copy is an independent hasher that continues from the same place.
/// </summary>
public unsafe struct Blake3Hasher
{
    private Blake3HasherState _state;

    /// <summary>Starts an empty hash.</summary>
    [SkipLocalsInit]
    public Blake3Hasher()
    {
        Unsafe.SkipInit(out _state);
        Reset();
    }

    /// <summary>Forgets everything fed so far.</summary>
    public void Reset()
    {
        _state.OpenChunk(0);
        _state.Depth = 0;
    }

    /// <summary>Feeds the next bytes.</summary>
    public void Update(ReadOnlySpan<byte> input)
    {
        if (Blake3Vector512.IsSupported)
            Blake3Stream<Blake3Vector512>.Update(ref _state, input);
        else if (Blake3Vector256<Avx512Rotation>.IsSupported)
            Blake3Stream<Blake3Vector256<Avx512Rotation>>.Update(ref _state, input);
        else if (Blake3Vector256<ShuffleRotation>.IsSupported)
            Blake3Stream<Blake3Vector256<ShuffleRotation>>.Update(ref _state, input);
        else if (Blake3Vector128.IsSupported)
            Blake3Stream<Blake3Vector128>.Update(ref _state, input);
        else
            Blake3Stream<Blake3Scalar>.Update(ref _state, input);
    }

    /// <summary>The hash of everything fed so far; feeding may go on.</summary>
    public readonly Hash32 Finish()
    {
        var hash = default(Bytes32);
        Finish(hash);
        return new Hash32(hash);
    }

    /// <summary>Fills <paramref name="destination"/>, of any length, with the extendable output of everything fed so far.</summary>
    public readonly void Finish(Span<byte> destination)
    {
        if (Blake3Rows<Avx512Rotation>.IsSupported)
            Blake3Stream<Blake3Vector256<Avx512Rotation>>.Finish(in _state, destination);
        else if (Blake3Vector128.IsSupported)
            Blake3Stream<Blake3Vector128>.Finish(in _state, destination);
        else
            Blake3Stream<Blake3Scalar>.Finish(in _state, destination);
    }
}
