using Spacemesh.Wire.RangeSync;

namespace Spacemesh.Net.Reconciliation;

/// <summary>Asks how similar a peer's set is, without bringing the two together (spec 08 §12).</summary>
public sealed class RangeProbe(IReconciledSet set, ReconciliationOptions options)
{
    private RangeMessage? _answer;

    /// <summary>What is asked: about everything, unless a range is given.</summary>
    public IReadOnlyList<RangeMessage> Ask(KeyRange? range = null)
    {
        var local = Local(range);
        return [RangeMessage.Probe(new CompactHash(range?.X), new CompactHash(range?.Y), local.Fingerprint, (uint)options.SampleSize), RangeMessage.EndRound];
    }

    /// <summary>Takes the peer's next message; null until the last one is there.</summary>
    /// <exception cref="ReconciliationException">The message is out of place.</exception>
    public ProbeResult? Take(RangeMessage message, KeyRange? range = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Type is RangeMessageType.Sample or RangeMessageType.EmptySet or RangeMessageType.EmptyRange && _answer is null)
        {
            _answer = message;
            return null;
        }

        if (message.Type != RangeMessageType.Done || _answer is not { } answer)
            throw new ReconciliationException($"{message.Type} {(_answer is null ? "instead of" : "after")} the answer to a probe");
        var local = Local(range);
        if (answer.Type != RangeMessageType.Sample)
            return new ProbeResult(0, default, local.Count == 0 ? 1 : 0);
        if (answer.Fingerprint != local.Fingerprint)
            return new ProbeResult(answer.Count, answer.Fingerprint, KeySample.Similarity(Sample(range), answer.Sample));
        return answer.Count == local.Count
            ? new ProbeResult(answer.Count, answer.Fingerprint, 1)
            : throw new ReconciliationException($"{answer.Count} keys have the fingerprint of our {local.Count}");
    }

    private KeyRange? Known(KeyRange? range) => range ?? (set.First is { } first ? new KeyRange(first, first) : null);

    private RangeSummary Local(KeyRange? range) => Known(range) is { } known ? set.Summarize(known) : default;

    private IEnumerable<uint> Sample(KeyRange? range) =>
        Known(range) is { } known ? set.Keys(known).Take(options.SampleSize).Select(KeySample.Of) : [];
}
