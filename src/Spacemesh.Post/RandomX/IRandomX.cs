namespace Spacemesh.Post.RandomX;

/// <summary>RandomX for one key: the cache, in fast mode also the dataset, and as many virtual machines as threads ask for.</summary>
public interface IRandomX : IDisposable
{
    /// <summary>Bytes of a hash.</summary>
    const int HashLength = 32;

    RandomXMode Mode { get; }

    /// <summary>Which implementation this is and what it uses, for the start-up log.</summary>
    string Description { get; }

    /// <summary>Hashes <paramref name="input"/> (any length) into 32 bytes. Safe to call from several threads.</summary>
    void Hash(ReadOnlySpan<byte> input, Span<byte> hash);
}
