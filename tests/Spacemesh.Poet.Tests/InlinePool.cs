using Spacemesh.Runtime;

namespace Spacemesh.Poet.Tests;

/// <summary>Runs work on the caller's thread.</summary>
internal sealed class InlinePool : IWorkPool
{
    public int Parallelism => 1;

    public ValueTask<T> RunAsync<T>(Func<CancellationToken, T> work, WorkPriority priority = WorkPriority.Normal, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(work(cancellationToken));
}
