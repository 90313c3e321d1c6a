// This is the edge that the ban leads to: everything else takes an IRandomSource.
#pragma warning disable RS0030
namespace Spacemesh.Runtime;

/// <summary>Real randomness for a real node: jitter and selection, never keys. Any thread may use it.</summary>
public sealed class SystemRandom : IRandomSource
{
    private readonly Random _random = Random.Shared;

    public static SystemRandom Instance { get; } = new();

    public void Fill(Span<byte> destination) => _random.NextBytes(destination);

    public ulong NextUInt64()
    {
        Span<byte> bytes = stackalloc byte[8];
        Fill(bytes);
        return BitConverter.ToUInt64(bytes);
    }

    public int Next(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusiveMaximum, 1);
        return _random.Next(exclusiveMaximum);
    }

    public double NextDouble() => _random.NextDouble();
}
