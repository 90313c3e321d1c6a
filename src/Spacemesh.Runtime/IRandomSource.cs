namespace Spacemesh.Runtime;

/// <summary>Randomness for jitter and selection, never for keys or protocol decisions. Seeded in simulation.</summary>
public interface IRandomSource
{
    void Fill(Span<byte> destination);

    /// <summary>Uniform in [0, 2^64).</summary>
    ulong NextUInt64();

    /// <summary>Uniform in [0, <paramref name="exclusiveMaximum"/>); the maximum is at least 1.</summary>
    int Next(int exclusiveMaximum);

    /// <summary>Uniform in [0, 1).</summary>
    double NextDouble();
}
