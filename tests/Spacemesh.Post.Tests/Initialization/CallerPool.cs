using Spacemesh.Runtime;

namespace Spacemesh.Post.Tests.Initialization;

/// <summary>Runs work on the caller, at once.</summary>
internal sealed class CallerPool : IWorkPool
{
    public int Parallelism => 1;

    public ValueTask<T> RunAsync<T>(Func<CancellationToken, T> work, WorkPriority priority = WorkPriority.Normal, CancellationToken cancellationToken = default) =>
        new(work(cancellationToken));
}
