using Spacemesh.Wire.PeerSync;

namespace Spacemesh.Services.Time;

/// <summary>One comparison of the clock with peers, in nanoseconds (spec 08 §13.2). Not thread-safe.</summary>
/// <param name="id">The round's number; answers with another one do not count.</param>
/// <param name="begin">Our time before the questions went out.</param>
/// <param name="required">Answers that make it ready.</param>
public sealed class OffsetRound(ulong id, long begin, int required)
{
    private readonly List<Int128> _offsets = [];

    public int Answers => _offsets.Count;

    public bool IsReady => _offsets.Count >= required;

    /// <summary>Median of the offsets, of two middle ones the truncated mean; how far the peers are ahead of us. Zero without answers.</summary>
    public long Offset
    {
        get
        {
            if (_offsets.Count == 0)
                return 0;
            var ordered = _offsets.Order().ToList();
            int middle = ordered.Count / 2;
            var median = ordered.Count % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
            return (long)Int128.Clamp(median, long.MinValue, long.MaxValue);
        }
    }

    /// <param name="response">A peer's answer.</param>
    /// <param name="received">Our time when it came.</param>
    public void Add(PeerSyncResponse response, long received)
    {
        if (response.Id == id)
            _offsets.Add((Int128)response.Timestamp - begin - (((Int128)received - begin) / 2));
    }
}
