using Spacemesh.Runtime;

namespace Spacemesh.Services.Smeshing.Time;

/// <summary>The instants of a publish epoch (spec 04 §3): S(e) is the begin of epoch e, φ the phase shift, g the cycle gap.</summary>
public sealed class PoetTimeline
{
    private const double EarliestQuery = 0.0002;
    private const double LatestQuery = 0.0004;

    private readonly NetworkParameters _network;
    private readonly PoetTimes _times;

    public PoetTimeline(NetworkParameters network, PoetTimes times)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(times);
        _network = network;
        _times = times;
    }

    public PoetTimes Times => _times;

    public TimeSpan EpochDuration => _network.EpochDuration;

    /// <summary>S(e): begin of an epoch; the end of the calendar for one beyond it.</summary>
    public DateTimeOffset StartOf(EpochId epoch) =>
        _network.TryFirstLayer(epoch, out var layer) ? _network.StartOf(layer) : DateTimeOffset.MaxValue;

    public EpochId EpochAt(DateTimeOffset time) => _network.EpochAt(time);

    /// <summary>S(e) + φ: the round that begins in an epoch; registration ends with it.</summary>
    public DateTimeOffset RoundStart(EpochId epoch) => Add(StartOf(epoch), _times.PhaseShift);

    /// <summary>S(P−1) + φ − w: the challenge for an epoch is built.</summary>
    public DateTimeOffset ChallengeTime(EpochId publish) => Add(RoundStart(publish.Sub(1)), -_times.GracePeriod);

    /// <summary>S(P) + φ − g: the round that an ATX of this epoch uses ends.</summary>
    public DateTimeOffset RoundEnd(EpochId publish) => Add(RoundStart(publish), -_times.CycleGap);

    /// <summary>S(P+1) − g: the latest time to begin asking for the PoET proof.</summary>
    public DateTimeOffset ProofDeadline(EpochId publish) => Add(PublishEnd(publish), -_times.CycleGap);

    /// <summary>S(P+1): an ATX is worthless from here on.</summary>
    public DateTimeOffset PublishEnd(EpochId publish) => StartOf(publish.Add(1));

    /// <summary>How long after a round's end its proof is asked for: 0.02 to 0.04 % of the cycle gap, both included (spec 03 §14.6).</summary>
    public TimeSpan QueryDelay(IRandomSource random)
    {
        var (from, to) = QueryDelayRange(_times.CycleGap);
        ArgumentNullException.ThrowIfNull(random);
        long span = to.Ticks - from.Ticks;
        return from + new TimeSpan((long)(random.NextUInt64() % (ulong)(span + 1)));
    }

    internal static (TimeSpan From, TimeSpan To) QueryDelayRange(TimeSpan cycleGap) =>
        (new((long)Math.Round(cycleGap.Ticks * EarliestQuery)), new((long)Math.Round(cycleGap.Ticks * LatestQuery)));

    private static DateTimeOffset Add(DateTimeOffset time, TimeSpan span)
    {
        long ticks = Math.Clamp(time.UtcTicks + span.Ticks, 0, DateTimeOffset.MaxValue.UtcTicks);
        return time == DateTimeOffset.MaxValue ? time : new DateTimeOffset(ticks, TimeSpan.Zero);
    }
}
