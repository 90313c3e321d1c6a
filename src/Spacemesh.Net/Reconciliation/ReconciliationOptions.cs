using Spacemesh.Primitives;
using Spacemesh.Wire.RangeSync;

namespace Spacemesh.Net.Reconciliation;

/// <summary>Settings of <see cref="RangeReconciler"/> (spec 08 §12).</summary>
public sealed record ReconciliationOptions
{
    /// <summary>Ranges of so many keys are sent rather than split.</summary>
    public int MaxSendRange { get; init => field = Positive(value, nameof(MaxSendRange)); } = 16;

    /// <summary>Keys of one batch.</summary>
    public int ChunkSize { get; init => field = Positive(value, nameof(ChunkSize)); } = 1024;

    /// <summary>Keys that show how similar two sets are.</summary>
    public int SampleSize
    {
        get;
        init => field = value is >= 1 and <= RangeMessage.MaxSample ? value : throw new InvalidOptionException(nameof(SampleSize), $"{value} is not between 1 and {RangeMessage.MaxSample}");
    } = 200;

    /// <summary>Sets that differ more are sent whole; null to find the differences always.</summary>
    public double? MaxDifference
    {
        get;
        init => field = value is null or (>= 0 and <= 1) ? value : throw new InvalidOptionException(nameof(MaxDifference), $"{value} is not between 0 and 1");
    }

    /// <summary>Keys added within this time are exchanged first; zero for none.</summary>
    public TimeSpan RecentSpan
    {
        get;
        init => field = value >= TimeSpan.Zero ? value : throw new InvalidOptionException(nameof(RecentSpan), $"{value} is negative");
    }

    /// <summary>Messages of the peer in one reconciliation; a peer that sends more does not end.</summary>
    public int MaxMessages { get; init => field = Positive(value, nameof(MaxMessages)); } = 20_000_000;

    /// <summary>Keys that the peer may send in one reconciliation.</summary>
    public int MaxReceived { get; init => field = Positive(value, nameof(MaxReceived)); } = 10_000_000;

    private static int Positive(int value, string key) => value > 0 ? value : throw new InvalidOptionException(key, $"{value} is not positive");
}
