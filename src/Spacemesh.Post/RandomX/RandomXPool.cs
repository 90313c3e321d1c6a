using Spacemesh.Runtime;

namespace Spacemesh.Post.RandomX;

/// <summary>
/// RandomX for the process: one instance per mode, set up on first use and shared (the key never changes, spec 02 §13.1).
/// </summary>
public sealed class RandomXPool(ReadOnlyMemory<byte> key, RandomXOptions options, IWorkPool pool) : IDisposable
{
    private readonly AsyncSemaphore _gate = new(1);
    private readonly Dictionary<RandomXMode, IRandomX> _loaded = [];

    /// <summary>RandomX with the key of the protocol's K2 proof of work.</summary>
    public RandomXPool(RandomXOptions options, IWorkPool pool)
        : this(Proving.K2Pow.RandomXKey, options, pool)
    {
    }

    /// <summary>The shared instance; the pool disposes it. A fast instance serves callers that ask for light.</summary>
    public async ValueTask<IRandomX> GetAsync(RandomXMode mode, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_loaded.TryGetValue(RandomXMode.Fast, out var loaded) || _loaded.TryGetValue(mode, out loaded))
                return loaded;
            loaded = await RandomXLoader.LoadAsync(key, options with { Mode = mode }, pool, progress, cancellationToken);
            _loaded.Add(mode, loaded);
            return loaded;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        foreach (var instance in _loaded.Values)
            instance.Dispose();
        _loaded.Clear();
    }
}
