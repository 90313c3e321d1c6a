using Spacemesh.Primitives;

namespace Spacemesh.Net.Reconciliation;

/// <summary>An ordered set of keys that two peers bring together (spec 08 §12).</summary>
public interface IReconciledSet
{
    /// <summary>The smallest key; null of an empty set.</summary>
    Hash32? First { get; }

    RangeSummary Summarize(KeyRange range);

    /// <summary>The keys of a range from its begin on.</summary>
    IEnumerable<Hash32> Keys(KeyRange range);

    /// <summary>Keys that were added since a time.</summary>
    IReadOnlyList<Hash32> Recent(DateTimeOffset since);

    /// <summary>The peer has this key. It need not show in the set before the reconciliation is over.</summary>
    void Receive(Hash32 key);

    /// <summary>Adds a received key, to show at once.</summary>
    void Add(Hash32 key);
}
