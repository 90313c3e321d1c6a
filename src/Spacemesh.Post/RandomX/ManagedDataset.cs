using Spacemesh.Runtime;

namespace Spacemesh.Post.RandomX;

/// <summary>The dataset of fast mode: every item of a cache, computed ahead on all threads of a work pool.</summary>
internal sealed class ManagedDataset : IDisposable
{
    /// <summary>Items that programs can reach (spec 02 §13.1).</summary>
    public const uint FullItemCount = 34078719;
    private const uint ItemsPerWork = 1 << 16;

    private readonly NativeBlock _memory;

    private ManagedDataset(uint itemCount) => _memory = new NativeBlock((nuint)itemCount * ManagedCache.LineLength);

    public unsafe byte* Pointer => _memory.Pointer;

    /// <summary>Computes the first <paramref name="itemCount"/> items.</summary>
    public static async ValueTask<ManagedDataset> ComputeAsync(
        ManagedCache cache, IWorkPool pool, IProgress<double>? progress, CancellationToken cancellationToken, uint itemCount = FullItemCount)
    {
        var dataset = new ManagedDataset(itemCount);
        try
        {
            await DatasetWork.RunAsync(pool, itemCount, ItemsPerWork, dataset.Fill(cache), progress, cancellationToken);
            return dataset;
        }
        catch
        {
            dataset.Dispose();
            throw;
        }
    }

    public void Dispose() => _memory.Dispose();

    private unsafe Action<uint, uint> Fill(ManagedCache cache) => (first, count) =>
    {
        byte* target = _memory.Pointer + ((nuint)first * ManagedCache.LineLength);
        for (uint i = 0; i < count; i++, target += ManagedCache.LineLength)
            cache.ComputeItem(first + i, (ulong*)target);
    };
}
