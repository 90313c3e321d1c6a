namespace Spacemesh.Runtime;

/// <summary>Work that nobody awaits (a posted callback, an <c>async void</c>, a timer, a started loop) threw; the run of the scheduler ends.</summary>
public sealed class ScheduledWorkException : Exception
{
    public ScheduledWorkException()
    {
    }

    public ScheduledWorkException(string message)
        : base(message)
    {
    }

    public ScheduledWorkException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
