using Spacemesh.Runtime;

namespace Spacemesh.Post.RandomX;

/// <summary>
/// RandomX for the process: one instance per mode, set up on first use and shared (the key never changes, spec 02 §13.1). With a clock the
/// instances rest: they let go of their memory when nobody hashes.
/// </summary>
public sealed class RandomXPool(ReadOnlyMemory<byte> key, RandomXOptions options, IWorkPool pool, TimeProvider? time = null) : IDisposable
{
    /// <summary>After how long without a hash a cache (256 MiB, set up again in less than a second) goes.</summary>
    private static readonly TimeSpan LightRest = TimeSpan.FromSeconds(10);

    /// <summary>After how long a dataset goes, which takes all threads a while to fill.</summary>
    private static readonly TimeSpan FastRest = TimeSpan.FromMinutes(1);

    private readonly AsyncSemaphore _gate = new(1);
    private readonly Dictionary<RandomXMode, IRandomX> _loaded = [];

    /// <summary>RandomX with the key of the protocol's K2 proof of work.</summary>
    public RandomXPool(RandomXOptions options, IWorkPool pool, TimeProvider? time = null)
        : this(Proving.K2Pow.RandomXKey, options, pool, time)
    {
    }

    /// <summary>An instance that is set up with its first hash and rests afterwards; the pool disposes it.</summary>
    /// <exception cref="InvalidOperationException">The pool has no clock.</exception>
    public async ValueTask<IRandomX> GetRestingAsync(RandomXMode mode, CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return RestingOf(mode);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The shared instance; the pool disposes it. A fast instance serves callers that ask for light.</summary>
    public async ValueTask<IRandomX> GetAsync(RandomXMode mode, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (time is not null)
                return await WarmAsync(mode, progress, cancellationToken);
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

    // The dataset takes all threads to fill: a hash that needs it must not do it alone. A cache comes with the first hash.
    private async ValueTask<IRandomX> WarmAsync(RandomXMode mode, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var engine = RestingOf(mode);
        if (mode == RandomXMode.Fast && !engine.IsLoaded)
            engine.Warm(await RandomXLoader.LoadAsync(key, options with { Mode = mode }, pool, progress, cancellationToken));
        return engine;
    }

    private RestingRandomX RestingOf(RandomXMode mode)
    {
        if (_loaded.TryGetValue(mode, out var loaded) && loaded is RestingRandomX known)
            return known;
        var resting = new RestingRandomX(mode, () => LoadHere(mode), time ?? throw new InvalidOperationException("no clock to rest by"), mode == RandomXMode.Fast ? FastRest : LightRest);
        _loaded.Add(mode, resting);
        return resting;
    }

    // On the thread that hashes: it may be one of the pool's, which must not wait for others of them.
#pragma warning disable VSTHRD002
    private IRandomX LoadHere(RandomXMode mode) =>
        RandomXLoader.LoadAsync(key, options with { Mode = mode }, new InlineWorkPool()).AsTask().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002

    public void Dispose()
    {
        foreach (var instance in _loaded.Values)
            instance.Dispose();
        _loaded.Clear();
    }
}
