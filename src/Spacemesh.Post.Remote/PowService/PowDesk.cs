using Spacemesh.Post.Proving;

namespace Spacemesh.Post.Remote.PowService;

/// <summary>One job at a time; results stay for the process's lifetime, the oldest go when there are <see cref="MostResults"/> (spec 02 §10). One lock.</summary>
public sealed partial class PowDesk(IPowSource source, ILogger log) : IAsyncDisposable
{
    /// <summary>The groups of several thousand proofs.</summary>
    private const int MostResults = 100_000;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<PowJob, PowReply> _results = [];
    private readonly Queue<PowJob> _order = [];
    private PowJob? _current;
    private Task _running = Task.CompletedTask;

    public PowReply Ask(PowJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        lock (_lock)
        {
            if (_results.TryGetValue(job, out var known))
            {
                // A failure is told once; the next request tries again.
                if (known.Kind == PowReplyKind.Failed)
                    _results.Remove(job);
                return known;
            }

            if (_current is not null)
                return new PowReply(_current == job ? PowReplyKind.Accepted : PowReplyKind.Busy);
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            _current = job;
            _running = WorkAsync(job);
            return new PowReply(PowReplyKind.Accepted);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task WorkAsync(PowJob job)
    {
        await Task.Yield();
        PowReply reply;
        try
        {
            ulong pow = await source.FindAsync(job.Group, job.PaddedChallenge(), job.Miner, job.Difficulty, null, _stop.Token);
            reply = new PowReply(PowReplyKind.Found, pow);
            LogFound(log, job.Path, pow);
        }
        catch (Exception exception)
        {
            reply = new PowReply(PowReplyKind.Failed, Text: exception.Message);
            LogFailed(log, job.Path, exception.Message);
        }

        lock (_lock)
        {
            _current = null;
            if (!_results.ContainsKey(job))
                _order.Enqueue(job);
            _results[job] = reply;
            while (_order.Count > MostResults)
                _results.Remove(_order.Dequeue());
        }
    }

    [LoggerMessage(10230, LogLevel.Information, "{Job}: {Pow}")]
    private static partial void LogFound(ILogger log, string job, ulong pow);

    [LoggerMessage(10231, LogLevel.Error, "{Job} failed: {Reason}")]
    private static partial void LogFailed(ILogger log, string job, string reason);
}
