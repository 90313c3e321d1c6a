using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Spacemesh.Runtime;

namespace Spacemesh.Post.RandomX;

/// <summary>RandomX of the system's library.</summary>
internal sealed class LibraryRandomX : IRandomX
{
    private const uint ItemsPerWork = 1 << 15;

    private readonly ConcurrentBag<nint> _idle = [];
    private readonly Lock _guard = new();
    private readonly RandomXFlags _flags;
    private nint _cache;
    private nint _dataset;
    private int _hashing;
    private bool _disposed;

    private LibraryRandomX(RandomXMode mode, RandomXFlags flags)
    {
        Mode = mode;
        _flags = flags;
    }

    public static bool IsAvailable => RandomXLibrary.IsAvailable;

    public RandomXMode Mode { get; }

    public string Description { get; private set; } = "";

    /// <summary>Fills the cache and, in fast mode, the dataset on all threads of <paramref name="pool"/>.</summary>
    public static async ValueTask<LibraryRandomX> LoadAsync(
        ReadOnlyMemory<byte> key, RandomXOptions options, IWorkPool pool, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (!IsAvailable)
            throw new RandomXUnavailableException("librandomx is not installed (Debian and Ubuntu: librandomx0). The managed implementation needs no library.");
        var flags = FlagsFor(options);
        var instance = new LibraryRandomX(options.Mode, flags);
        try
        {
            bool wanted = options.LargePages || options.Flags?.HasFlag(RandomXFlags.LargePages) == true;
            bool largePages = await pool.RunAsync(_ => instance.FillCache(key.Span, wanted), WorkPriority.High, cancellationToken);
            if (options.Mode == RandomXMode.Fast)
                largePages = await instance.FillDatasetAsync(pool, wanted, progress, cancellationToken);
            instance.Description = $"librandomx, {options.Mode.ToString().ToLowerInvariant()} mode, flags {(int)flags} ({flags})"
                + (largePages ? ", large pages" : "");
            return instance;
        }
        catch
        {
            instance.Dispose();
            throw;
        }
    }

    public unsafe void Hash(ReadOnlySpan<byte> input, Span<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hash.Length, IRandomX.HashLength);
        nint vm = Take();
        try
        {
            fixed (byte* from = input)
            {
                fixed (byte* to = hash)
                {
                    byte none;
                    RandomXLibrary.CalculateHash(vm, from is null ? &none : from, (nuint)input.Length, to);
                }
            }
        }
        finally
        {
            Return(vm);
        }
    }

    /// <summary>The library's recommendation or the given flags; the mode decides about full memory, large pages are tried apart.</summary>
    internal static RandomXFlags FlagsFor(RandomXOptions options)
    {
        var flags = (options.Flags ?? (RandomXFlags)RandomXLibrary.GetFlags()) & RandomXFlags.All & ~(RandomXFlags.FullMemory | RandomXFlags.LargePages);
        return options.Mode == RandomXMode.Fast ? flags | RandomXFlags.FullMemory : flags;
    }

    public void Dispose()
    {
        lock (_guard)
        {
            if (_disposed)
                return;
            _disposed = true;
            if (_hashing == 0)
                Release();
        }
    }

    private nint Take()
    {
        lock (_guard)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _hashing++;
        }

        if (_idle.TryTake(out nint vm))
            return vm;
        vm = RandomXLibrary.CreateVm((int)_flags, _cache, _dataset);
        if (vm != 0)
            return vm;
        Leave();
        throw new RandomXUnavailableException("Not enough memory for another RandomX virtual machine (2 MiB and its code).");
    }

    private void Return(nint vm)
    {
        _idle.Add(vm);
        Leave();
    }

    private void Leave()
    {
        lock (_guard)
        {
            _hashing--;
            if (_disposed && _hashing == 0)
                Release();
        }
    }

    private void Release()
    {
        while (_idle.TryTake(out nint vm))
            RandomXLibrary.DestroyVm(vm);
        if (_dataset != 0)
            RandomXLibrary.ReleaseDataset(_dataset);
        if (_cache != 0)
            RandomXLibrary.ReleaseCache(_cache);
        _dataset = 0;
        _cache = 0;
    }

    // Returns whether the memory is on large pages.
    private unsafe bool FillCache(ReadOnlySpan<byte> key, bool largePages)
    {
        int flags = (int)(_flags & ~RandomXFlags.FullMemory);
        if (largePages)
            _cache = RandomXLibrary.AllocateCache(flags | (int)RandomXFlags.LargePages);
        largePages = _cache != 0;
        if (_cache == 0)
            _cache = RandomXLibrary.AllocateCache(flags);
        if (_cache == 0)
            throw new RandomXUnavailableException("Not enough memory for RandomX: light mode needs 256 MiB.");
        fixed (byte* pointer = key)
        {
            byte none;
            RandomXLibrary.InitializeCache(_cache, pointer is null ? &none : pointer, (nuint)key.Length);
        }

        return largePages;
    }

    private async ValueTask<bool> FillDatasetAsync(IWorkPool pool, bool largePages, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (largePages)
            _dataset = RandomXLibrary.AllocateDataset((int)RandomXFlags.LargePages);
        largePages = _dataset != 0;
        if (_dataset == 0)
            _dataset = RandomXLibrary.AllocateDataset(0);
        if (_dataset == 0)
            throw new RandomXUnavailableException("Not enough memory for RandomX in fast mode: it needs 2080 MiB. Light mode needs 256 MiB.");
        uint items = (uint)RandomXLibrary.DatasetItemCount().Value;
        await DatasetWork.RunAsync(
            pool,
            items,
            ItemsPerWork,
            (first, count) => RandomXLibrary.InitializeDataset(_dataset, _cache, new CULong(first), new CULong(count)),
            progress,
            cancellationToken);
        RandomXLibrary.ReleaseCache(_cache);
        _cache = 0;
        return largePages;
    }
}
