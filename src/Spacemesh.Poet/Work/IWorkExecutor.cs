namespace Spacemesh.Poet.Work;

/// <summary>Where a round's work runs.</summary>
public interface IWorkExecutor
{
    /// <summary>
    /// Works until <paramref name="end"/>, and in any case until a proof is possible (150 leaves).
    /// Cancelling stops after the current leaf; what was done stays in the work.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled before the end.</exception>
    Task RunAsync(SequentialWork work, DateTimeOffset end, CancellationToken cancellationToken);
}
