using Spacemesh.Primitives;
using Spacemesh.Wire.RangeSync;

namespace Spacemesh.Net.Reconciliation;

/// <summary>
/// A set in memory: 44 bytes a key. Summaries take two binary searches; keys that are added are sorted in when next something is asked. What
/// is received shows after <see cref="TakeIn"/>. Not thread-safe.
/// </summary>
public sealed class MemoryKeySet : IReconciledSet
{
    private static readonly Comparer<Hash32> ByBytes = Comparer<Hash32>.Create(static (left, right) => left.CompareTo(right));

    private readonly HashSet<Hash32> _pending = [];
    private readonly HashSet<Hash32> _receivedKeys = [];
    private readonly List<(DateTimeOffset Since, Hash32 Key)> _log = [];
    private readonly TimeProvider _time;
    private Hash32[] _keys;
    private RangeFingerprint[] _prefixes = [];

    /// <param name="keys">The keys, in any order.</param>
    /// <param name="time">When keys are added, for recent ones.</param>
    public MemoryKeySet(IEnumerable<Hash32> keys, TimeProvider time)
    {
        _time = time;
        _keys = [.. keys.Distinct().Order(ByBytes)];
        Sum();
    }

    /// <summary>Keys that were received and do not show yet.</summary>
    public IReadOnlyCollection<Hash32> Received => _receivedKeys;

    public Hash32? First => Sorted() is [var first, ..] ? first : null;

    public int Count => Sorted().Length;

    public RangeSummary Summarize(KeyRange range)
    {
        var keys = Sorted();
        var (from, to) = (Lower(range.X), Lower(range.Y));
        if (range.X.CompareTo(range.Y) < 0)
            return new RangeSummary(to - from, _prefixes[to] ^ _prefixes[from]);
        int outside = range.X == range.Y ? 0 : from - to;
        var all = _prefixes[keys.Length];
        return new RangeSummary(keys.Length - outside, range.X == range.Y ? all : all ^ _prefixes[from] ^ _prefixes[to]);
    }

    public IEnumerable<Hash32> Keys(KeyRange range)
    {
        var keys = Sorted();
        int count = Summarize(range).Count;
        int from = Lower(range.X);
        for (int i = 0; i < count; i++)
            yield return keys[(int)((from + (long)i) % keys.Length)];
    }

    public IReadOnlyList<Hash32> Recent(DateTimeOffset since) => [.. _log.Where(entry => entry.Since >= since).Select(entry => entry.Key)];

    public void Receive(Hash32 key) => _receivedKeys.Add(key);

    public void Add(Hash32 key)
    {
        if (Array.BinarySearch(_keys, key, ByBytes) < 0 && _pending.Add(key))
            _log.Add((_time.GetUtcNow(), key));
    }

    /// <summary>Lets everything that was received show.</summary>
    public void TakeIn()
    {
        foreach (var key in _receivedKeys)
            Add(key);
        _receivedKeys.Clear();
    }

    private Hash32[] Sorted()
    {
        if (_pending.Count == 0)
            return _keys;
        _keys = [.. _keys.Concat(_pending).Order(ByBytes)];
        _pending.Clear();
        Sum();
        return _keys;
    }

    private void Sum()
    {
        _prefixes = new RangeFingerprint[_keys.Length + 1];
        for (int i = 0; i < _keys.Length; i++)
            _prefixes[i + 1] = _prefixes[i] ^ RangeFingerprint.Of(in _keys[i]);
    }

    /// <summary>Index of the first key that is not below.</summary>
    private int Lower(Hash32 key)
    {
        var keys = Sorted();
        int low = 0, high = keys.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (keys[middle].CompareTo(key) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
