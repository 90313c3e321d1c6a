using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.RangeSync;

namespace Spacemesh.Net.Reconciliation;

/// <summary>
/// One side of the reconciliation of two sets (spec 08 §12), as a machine: messages in, messages out, no stream and no clock. Who begins
/// sends <see cref="Initiate"/>; then both feed what they receive to <see cref="Take"/> and send what comes out, until
/// <see cref="IsDone"/>. The peer's messages and keys are limited, and an answer is made while it is read, so that memory holds one batch.
/// </summary>
public sealed class RangeReconciler(IReconciledSet set, ReconciliationOptions options)
{
    private readonly HashSet<Hash32> _received = [];
    private bool _isFinished = true;
    private int _messages;
    private long _keys;

    /// <summary>Whether nothing more is to be sent or read.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Rounds of the peer that were answered.</summary>
    public int Rounds { get; private set; }

    /// <summary>The first round of the side that begins.</summary>
    /// <param name="now">The time, for recent keys.</param>
    /// <param name="range">What to bring together; everything by default.</param>
    public IEnumerable<RangeMessage> Initiate(DateTimeOffset now, KeyRange? range = null)
    {
        foreach (var message in Begin(range ?? Whole(), options.RecentSpan > TimeSpan.Zero ? now - options.RecentSpan : null))
            yield return message;
        yield return RangeMessage.EndRound;
    }

    /// <summary>Answers one message. The answer must be read to its end before the next message is given.</summary>
    /// <exception cref="ReconciliationException">The message is out of place.</exception>
    public IEnumerable<RangeMessage> Take(RangeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (IsDone)
            throw new ReconciliationException($"{message.Type} after the end");
        if (++_messages > options.MaxMessages)
            throw new ReconciliationException($"more than {options.MaxMessages} messages");
        return message.Type switch
        {
            RangeMessageType.Done => End(),
            RangeMessageType.EndRound => EndRound(),
            RangeMessageType.ItemBatch => Receive(message.Keys),
            _ => Answer(message),
        };
    }

    private IEnumerable<RangeMessage> End()
    {
        IsDone = true;
        return [];
    }

    private IEnumerable<RangeMessage> EndRound()
    {
        Rounds++;
        IsDone = _isFinished;
        _isFinished = true;
        _received.Clear();
        return [IsDone ? RangeMessage.Done : RangeMessage.EndRound];
    }

    private IEnumerable<RangeMessage> Receive(ScaleList<Hash32> keys)
    {
        _keys += keys.Count;
        if (_keys > options.MaxReceived)
            throw new ReconciliationException($"more than {options.MaxReceived} keys");
        foreach (var key in keys)
        {
            set.Receive(key);
            _received.Add(key);
        }

        return [];
    }

    private IEnumerable<RangeMessage> Answer(RangeMessage message)
    {
        // Received keys count for the message behind them only.
        foreach (var answer in AnswerTo(message))
            yield return answer;
        _received.Clear();
    }

    private IEnumerable<RangeMessage> AnswerTo(RangeMessage message)
    {
        if (message.Type == RangeMessageType.Recent)
            return ToRecent(message.Since);
        var range = RangeOf(message);
        var local = range is { } known ? set.Summarize(known) : default;
        switch (message.Type)
        {
            case RangeMessageType.EmptySet or RangeMessageType.EmptyRange or RangeMessageType.RangeContents:
                // The peer has sent all it has there: it gets what it lacks, and nothing more.
                _isFinished &= local.Count == 0;
                return local.Count == 0 ? [] : Send(set.Keys(range!.Value).Where(key => !_received.Contains(key)));
            case RangeMessageType.Probe:
                return [ToProbe(message, range, local)];
            default:
                return ToFingerprint(message, range!.Value, local);
        }
    }

    /// <summary>The range of a message; null for everything of an empty set.</summary>
    private KeyRange? RangeOf(RangeMessage message) => (message.Type, message.X.Value, message.Y.Value) switch
    {
        (RangeMessageType.EmptySet, _, _) => Whole(),
        (RangeMessageType.Probe, null, null) => Whole(),
        (_, { } x, { } y) => new KeyRange(x, y),
        _ => throw new ReconciliationException($"{message.Type} without a range"),
    };

    private KeyRange? Whole() => set.First is { } first ? new KeyRange(first, first) : null;

    private IEnumerable<RangeMessage> Begin(KeyRange? wanted, DateTimeOffset? recentSince)
    {
        if (wanted is not { } range)
            return [RangeMessage.EmptySet];
        var local = set.Summarize(range);
        if (local.Count == 0)
            return [RangeMessage.EmptyRange(range.X, range.Y)];
        if (local.Count < options.MaxSendRange)
            return Contents(range, local);
        if (recentSince is { } since)
            return [.. Send(set.Recent(since)), RangeMessage.Recent(Nanoseconds(since))];
        return options.MaxDifference is null
            ? [RangeMessage.OfFingerprint(range.X, range.Y, local.Fingerprint, (uint)local.Count)]
            : [RangeMessage.OfSample(range.X, range.Y, local.Fingerprint, (uint)local.Count, Sample(range, options.SampleSize))];
    }

    private IEnumerable<RangeMessage> ToRecent(ulong since)
    {
        _isFinished = false;
        // What comes next is compared with these keys in place.
        foreach (var key in _received)
            set.Add(key);
        if (since == 0)
            yield break;
        foreach (var message in Send(set.Recent(TimeOf(since)).Where(key => !_received.Contains(key))))
            yield return message;
        yield return RangeMessage.Recent(0);
        foreach (var message in Begin(Whole(), null))
            yield return message;
    }

    private RangeMessage ToProbe(RangeMessage message, KeyRange? range, RangeSummary local)
    {
        if (message.Count > RangeMessage.MaxSample)
            throw new ReconciliationException($"a sample of {message.Count}, at most {RangeMessage.MaxSample} are sent");
        if (range is not { } known)
            return RangeMessage.OfSample(default, default, local.Fingerprint, 0, default);
        var sample = message.Fingerprint == local.Fingerprint ? default : Sample(known, (int)message.Count);
        return RangeMessage.OfSample(known.X, known.Y, local.Fingerprint, (uint)local.Count, sample);
    }

    private IEnumerable<RangeMessage> ToFingerprint(RangeMessage message, KeyRange range, RangeSummary local)
    {
        if (message.Fingerprint == local.Fingerprint)
            return [];
        _isFinished = false;
        if (message.Type == RangeMessageType.Sample && options.MaxDifference is { } most)
        {
            double similarity = KeySample.Similarity(set.Keys(range).Take(Math.Min(local.Count, options.SampleSize)).Select(KeySample.Of), message.Sample);
            if (1 - similarity > most)
                return [.. Send(set.Keys(range)), RangeMessage.RangeContents(range.X, range.Y, (uint)local.Count)];
        }

        if (local.Count == 0)
            return [RangeMessage.EmptyRange(range.X, range.Y)];
        return local.Count <= options.MaxSendRange ? Contents(range, local) : Halves(range, local.Count / 2);
    }

    private IEnumerable<RangeMessage> Halves(KeyRange range, int count)
    {
        var middle = set.Keys(range).ElementAt(count);
        foreach (var half in (KeyRange[])[new KeyRange(range.X, middle), new KeyRange(middle, range.Y)])
        {
            var local = set.Summarize(half);
            yield return RangeMessage.OfFingerprint(half.X, half.Y, local.Fingerprint, (uint)local.Count);
        }
    }

    private IEnumerable<RangeMessage> Contents(KeyRange range, RangeSummary local)
    {
        foreach (var message in Send(set.Keys(range)))
            yield return message;
        yield return RangeMessage.RangeContents(range.X, range.Y, (uint)local.Count);
    }

    private IEnumerable<RangeMessage> Send(IEnumerable<Hash32> keys)
    {
        foreach (var chunk in keys.Chunk(options.ChunkSize))
            yield return RangeMessage.ItemBatch(ScaleList.Own(chunk));
    }

    private ScaleList<uint> Sample(KeyRange range, int size) => set.Keys(range).Take(size).Select(KeySample.Of).ToScaleList();

    private static ulong Nanoseconds(DateTimeOffset time) => (ulong)Math.Max(1, (time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);

    private static DateTimeOffset TimeOf(ulong nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / TimeSpan.NanosecondsPerTick));
}
