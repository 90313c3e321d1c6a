using Spacemesh.Runtime;

namespace Spacemesh.Post.RandomX;

/// <summary>Splits the computation of a dataset over a work pool.</summary>
internal static class DatasetWork
{
    /// <summary>Calls <paramref name="fill"/> (first item, count) for ranges that cover all items, as many at a time as the pool runs.</summary>
    public static async ValueTask RunAsync(
        IWorkPool pool, uint itemCount, uint itemsPerWork, Action<uint, uint> fill, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        long next = 0;
        long done = 0;
        async Task LaneAsync()
        {
            try
            {
                for (long first; (first = Interlocked.Add(ref next, itemsPerWork) - itemsPerWork) < itemCount;)
                {
                    uint count = (uint)Math.Min(itemsPerWork, itemCount - first);
                    await pool.RunAsync(
                        _ =>
                        {
                            fill((uint)first, count);
                            return 0;
                        },
                        WorkPriority.Normal,
                        stop.Token);
                    progress?.Report((double)Interlocked.Add(ref done, count) / itemCount);
                }
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }

        // The lanes run on the caller's scheduler; only fill is on the pool.
        await Task.WhenAll(Enumerable.Range(0, pool.Parallelism).Select(_ => LaneAsync()).ToArray());
    }
}
