namespace Spacemesh.Services.Smeshing.Time;

/// <summary>A token that a <see cref="WallAlarm"/> cancels at a time. Disposing it ends the wait without cancelling.</summary>
public sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _source;

    internal Deadline(DateTimeOffset when, CancellationTokenSource source)
    {
        When = when;
        _source = source;
        Token = source.Token;
    }

    public DateTimeOffset When { get; }

    public CancellationToken Token { get; }

    /// <summary>Whether the time has come, not the caller's own cancellation.</summary>
    public bool HasPassed { get; private set; }

    internal WallAlarm.Waiter? Waiter { get; set; }

    public void Dispose()
    {
        Waiter?.TrySetCanceled();
        _source.Dispose();
    }

    internal void Pass()
    {
        HasPassed = true;
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Its user was done at the same moment.
        }
    }
}
