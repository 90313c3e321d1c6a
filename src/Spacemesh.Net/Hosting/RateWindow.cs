namespace Spacemesh.Net.Hosting;

/// <summary>Bytes a second over the last full window. Not synchronised.</summary>
internal struct RateWindow(TimeSpan length)
{
    private long _window;
    private ulong _sum;
    private ulong _last;

    public void Add(TimeSpan now, ulong bytes)
    {
        Roll(now);
        _sum += bytes;
    }

    public ulong Rate(TimeSpan now)
    {
        Roll(now);
        return (ulong)(_last / length.TotalSeconds);
    }

    private void Roll(TimeSpan now)
    {
        long window = now.Ticks / length.Ticks;
        if (window == _window)
            return;
        _last = window == _window + 1 ? _sum : 0;
        _sum = 0;
        _window = window;
    }
}
