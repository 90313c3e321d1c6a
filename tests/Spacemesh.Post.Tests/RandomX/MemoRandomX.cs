using System.Collections.Concurrent;
using Spacemesh.Post.RandomX;

namespace Spacemesh.Post.Tests.RandomX;

/// <summary>Remembers hashes, because golden files ask for the same proof of work hundreds of times.</summary>
internal sealed class MemoRandomX(Func<IRandomX> inner) : IRandomX
{
    private readonly ConcurrentDictionary<string, byte[]> _known = new();

    /// <summary>Over the library; the two implementations are held together elsewhere.</summary>
    public static MemoRandomX Shared { get; } = new(() => SharedRandomX.Library);

    public RandomXMode Mode => RandomXMode.Light;

    public string Description => inner().Description;

    public void Hash(ReadOnlySpan<byte> input, Span<byte> hash)
    {
        string key = Convert.ToHexString(input);
        if (!_known.TryGetValue(key, out byte[]? known))
        {
            known = new byte[IRandomX.HashLength];
            inner().Hash(input, known);
            _known.TryAdd(key, known);
        }

        known.CopyTo(hash);
    }

    public void Dispose()
    {
    }
}
