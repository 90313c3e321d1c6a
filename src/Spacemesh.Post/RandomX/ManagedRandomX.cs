using System.Collections.Concurrent;
using Spacemesh.Runtime;

namespace Spacemesh.Post.RandomX;

/// <summary>RandomX in managed code: the fallback where the library is missing, and what the library is tested against.</summary>
internal sealed class ManagedRandomX : IRandomX
{
    private readonly ConcurrentBag<ManagedVm> _idle = [];
    private readonly ManagedDataset? _dataset;
    private bool _disposed;

    private ManagedRandomX(ManagedCache cache, ManagedDataset? dataset)
    {
        Cache = cache;
        _dataset = dataset;
    }

    public RandomXMode Mode => _dataset is null ? RandomXMode.Light : RandomXMode.Fast;

    public string Description => $"managed RandomX, {Mode.ToString().ToLowerInvariant()} mode, "
        + (Cache.IsCompiled ? "compiled" : "interpreted") + " dataset programs, "
        + (AesRound.IsAccelerated ? "hardware AES" : "AES by table");

    public ManagedCache Cache { get; }

    public static async ValueTask<ManagedRandomX> LoadAsync(
        ReadOnlyMemory<byte> key, RandomXOptions options, IWorkPool pool, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ManagedCache? cache = null;
        try
        {
            cache = await pool.RunAsync(token => new ManagedCache(key.Span, compile: true, token), WorkPriority.High, cancellationToken);
            var dataset = options.Mode == RandomXMode.Fast ? await ManagedDataset.ComputeAsync(cache, pool, progress, cancellationToken) : null;
            return new ManagedRandomX(cache, dataset);
        }
        catch (OutOfMemoryException exception)
        {
            cache?.Dispose();
            throw new RandomXUnavailableException(
                $"Not enough memory for RandomX: {(options.Mode == RandomXMode.Fast ? "fast mode needs 2336 MiB, light mode 256 MiB." : "light mode needs 256 MiB.")}", exception);
        }
        catch
        {
            cache?.Dispose();
            throw;
        }
    }

    public void Hash(ReadOnlySpan<byte> input, Span<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hash.Length, IRandomX.HashLength);
        var vm = RentVm();
        vm.Hash(input, hash[..IRandomX.HashLength]);
        ReturnVm(vm);
    }

    /// <summary>A virtual machine for the caller alone, to be given back.</summary>
    public ManagedVm RentVm()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _idle.TryTake(out var vm) ? vm : new ManagedVm(Cache, _dataset);
    }

    public void ReturnVm(ManagedVm vm) => _idle.Add(vm);

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        while (_idle.TryTake(out var vm))
            vm.Dispose();
        _dataset?.Dispose();
        Cache.Dispose();
    }
}
