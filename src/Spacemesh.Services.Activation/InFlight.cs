using System.Runtime.ExceptionServices;

namespace Spacemesh.Services.Activation;

/// <summary>
/// Work that several callers want at the same time is done once: later callers wait for the first one's result. When the first gives up
/// the next goes on in its place. As many entries as there are callers. One lock, never held while working.
/// </summary>
/// <remarks>Each follower awaits a task of its own: the library's <c>WaitAsync</c> would continue on the thread pool, off a simulation's scheduler.</remarks>
internal sealed class InFlight<TKey, TResult>
    where TKey : notnull
{
    private readonly Lock _entry = new();
    private readonly Dictionary<TKey, List<Follower>> _running = [];

    public async Task<TResult> RunAsync(TKey key, Func<CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        while (true)
        {
            var follower = new Follower();
            bool leads;
            lock (_entry)
            {
                leads = !_running.TryGetValue(key, out var followers);
                if (leads)
                    _running.Add(key, []);
                else
                    followers!.Add(follower);
            }

            if (leads)
                return await LeadAsync(key, work, cancellationToken);
            var landing = await FollowAsync(follower, cancellationToken);
            landing.Failure?.Throw();
            if (!landing.GivenUp)
                return landing.Result!;
        }
    }

    private static async Task<Landing> FollowAsync(Follower follower, CancellationToken cancellationToken)
    {
        var registration = cancellationToken.UnsafeRegister(static (state, token) => ((Follower)state!).TrySetCanceled(token), follower);
        try
        {
            return await follower.Task;
        }
        finally
        {
            registration.Unregister();
        }
    }

    private async Task<TResult> LeadAsync(TKey key, Func<CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        var landing = new Landing(GivenUp: true);
        try
        {
            var result = await work(cancellationToken);
            landing = new Landing(Result: result);
            return result;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            landing = new Landing(Failure: ExceptionDispatchInfo.Capture(exception));
            throw;
        }
        finally
        {
            Land(key, landing);
        }
    }

    private void Land(TKey key, Landing landing)
    {
        List<Follower>? followers;
        lock (_entry)
            _running.Remove(key, out followers);
        foreach (var follower in followers!)
            follower.TrySetResult(landing);
    }

    /// <summary>How the leader ended.</summary>
    private readonly record struct Landing(TResult? Result = default, ExceptionDispatchInfo? Failure = null, bool GivenUp = false);

    private sealed class Follower() : TaskCompletionSource<Landing>(TaskCreationOptions.RunContinuationsAsynchronously);
}
