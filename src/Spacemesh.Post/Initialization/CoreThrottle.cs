namespace Spacemesh.Post.Initialization;

/// <summary>Keeps several lanes of work to half of their cores over any 10 seconds: a ledger of what was worked bounds the sum.</summary>
internal sealed class CoreThrottle
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time;
    private readonly TimeSpan _budget;
    private readonly Lock _gate = new();
    private readonly Queue<(long Start, long End)> _worked = new();
    private readonly HashSet<long> _running = [];
    private TimeSpan _longest = TimeSpan.FromMilliseconds(50);

    /// <param name="time">The clock.</param>
    /// <param name="cores">Cores chosen.</param>
    public CoreThrottle(TimeProvider time, int cores)
    {
        _time = time;
        _budget = Window * (cores / 2.0);
    }

    /// <summary>Runs one piece of work, after waiting until it fits.</summary>
    public async ValueTask<T> RunAsync<T>(Func<ValueTask<T>> work, CancellationToken cancellationToken)
    {
        long start;
        while (!TryStart(out start, out var wait))
            await Task.Delay(wait, _time, cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            Finish(start);
        }
    }

    private bool TryStart(out long start, out TimeSpan wait)
    {
        lock (_gate)
        {
            start = _time.GetTimestamp();
            long end = start + Ticks(_longest);
            long from = end - Ticks(Window);
            while (_worked.TryPeek(out var oldest) && oldest.End <= from)
                _worked.Dequeue();
            long used = 0;
            long firstLeaves = long.MaxValue;
            foreach (var (begin, finish) in _worked)
            {
                used += finish - Math.Max(begin, from);
                firstLeaves = Math.Min(firstLeaves, finish);
            }

            // What runs now may go on for as long as the longest piece did.
            foreach (long begin in _running)
                used += Math.Max(end, begin + Ticks(_longest)) - Math.Max(begin, from);
            if (used + Ticks(_longest) <= Ticks(_budget))
            {
                while (!_running.Add(start))
                    start++;
                wait = default;
                return true;
            }

            wait = TimeSpan.FromMilliseconds(10);
            return false;
        }
    }

    private void Finish(long start)
    {
        lock (_gate)
        {
            long end = _time.GetTimestamp();
            _running.Remove(start);
            _worked.Enqueue((start, end));
            var took = _time.GetElapsedTime(start, end);
            // A margin for pieces that take longer than any before.
            if (took * 1.25 > _longest)
                _longest = took * 1.25;
        }
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);
}
