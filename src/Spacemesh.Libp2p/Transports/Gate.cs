namespace Spacemesh.Libp2p.Transports;

/// <summary>
/// Lets waiters of a condition go on when it may have changed. <see cref="Enter"/> is called under the owner's lock, together with the look at
/// the condition; <see cref="Pulse"/> is called under it too. The wait itself stays on the caller's scheduler, which the library's
/// <c>Task.WaitAsync</c> does not.
/// </summary>
internal sealed class Gate
{
    private List<TaskCompletionSource>? _waiters;

    /// <summary>A place in the queue; await it with <see cref="AwaitAsync"/> outside the lock.</summary>
    public TaskCompletionSource Enter()
    {
        _waiters ??= new List<TaskCompletionSource>(1);
        _waiters.RemoveAll(static waiter => waiter.Task.IsCompleted);
        var place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiters.Add(place);
        return place;
    }

    /// <summary>Completes at the next pulse, or with the token.</summary>
    public static ValueTask AwaitAsync(TaskCompletionSource place, CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled ? AwaitCancellableAsync(place, cancellationToken) : new ValueTask(place.Task);

    public void Pulse()
    {
        if (_waiters is null || _waiters.Count == 0)
            return;
        foreach (var waiter in _waiters)
            waiter.TrySetResult();
        _waiters.Clear();
    }

    private static async ValueTask AwaitCancellableAsync(TaskCompletionSource place, CancellationToken cancellationToken)
    {
        var registration = cancellationToken.UnsafeRegister(static (place, token) => ((TaskCompletionSource)place!).TrySetCanceled(token), place);
        try
        {
            await place.Task;
        }
        finally
        {
            registration.Unregister();
        }
    }
}
