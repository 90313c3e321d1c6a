namespace Spacemesh.Runtime;

/// <summary>
/// Work of a <see cref="VirtualScheduler"/> came back from a foreign thread: somewhere an await left the scheduler
/// (<c>ConfigureAwait(false)</c>, the thread pool, a real timer or socket). The message says what is known of it.
/// </summary>
public sealed class SchedulerEscapeException : Exception
{
    public SchedulerEscapeException()
    {
    }

    public SchedulerEscapeException(string message)
        : base(message)
    {
    }

    public SchedulerEscapeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
