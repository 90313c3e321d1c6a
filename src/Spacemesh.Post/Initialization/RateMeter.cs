namespace Spacemesh.Post.Initialization;

/// <summary>Labels per second over the last half minute.</summary>
internal sealed class RateMeter(TimeProvider time, ulong target)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private readonly Queue<(long At, ulong Labels)> _samples = new();

    public InitializationProgress Measure(ulong labels)
    {
        long now = time.GetTimestamp();
        _samples.Enqueue((now, labels));
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.Peek().At, now) > Window)
            _samples.Dequeue();
        var (at, before) = _samples.Peek();
        double seconds = time.GetElapsedTime(at, now).TotalSeconds;
        double rate = seconds > 0 ? (labels - before) / seconds : 0;
        double left = rate > 0 ? (target - labels) / rate : double.PositiveInfinity;
        return new InitializationProgress(labels, target, rate, left < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(left) : null);
    }
}
