using Spacemesh.Runtime;

namespace Spacemesh.Post.Tests.RandomX;

/// <summary>A work pool over the runtime's own threads.</summary>
internal sealed class TaskPool(int parallelism) : IWorkPool
{
    private readonly SemaphoreSlim _slots = new(parallelism, parallelism);

    public static TaskPool Shared { get; } = new(Environment.ProcessorCount);

    public int Parallelism => parallelism;

    public async ValueTask<T> RunAsync<T>(Func<CancellationToken, T> work, WorkPriority priority = WorkPriority.Normal, CancellationToken cancellationToken = default)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => work(cancellationToken), cancellationToken);
        }
        finally
        {
            _slots.Release();
        }
    }
}
