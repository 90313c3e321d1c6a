namespace Spacemesh.Runtime;

/// <summary>
/// A run of a <see cref="VirtualScheduler"/> cannot end: nothing is scheduled while its main task is incomplete, or work at one instant
/// goes on without end, or virtual time passed the limit of the run.
/// </summary>
public sealed class SchedulerDeadlockException : Exception
{
    public SchedulerDeadlockException()
    {
    }

    public SchedulerDeadlockException(string message)
        : base(message)
    {
    }

    public SchedulerDeadlockException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
