namespace Spacemesh.Services.Time;

/// <summary>The clock is so far off that the node must not go on (spec 08 §13.2).</summary>
public sealed class ClockOffsetException(TimeSpan offset)
    : Exception($"peers are not time synced, make sure your system clock is accurate: it is {ClockText.Of(offset)} the median of the peers")
{
    /// <summary>How far the peers are ahead.</summary>
    public TimeSpan Offset => offset;
}
