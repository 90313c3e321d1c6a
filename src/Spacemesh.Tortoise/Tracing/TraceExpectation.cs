using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Tortoise.Tracing;

/// <summary>The state that a golden trace states after each event: its lines carry the fields that changed (spec 06 §20).</summary>
internal sealed class TraceExpectation
{
    private readonly Dictionary<string, string> _values = [];
    private readonly Dictionary<uint, LayerSnapshot> _layers = [];
    private readonly Dictionary<uint, EpochSnapshot> _epochs = [];
    private Dictionary<uint, BallotId[]> _delayed = [];
    private Dictionary<uint, (Fixed Expected, Fixed Global)> _thresholds = [];

    /// <summary>False while the trace has stated nothing.</summary>
    public bool Any { get; private set; }

    /// <summary>The layer at which recovery began: the reference's object of it has another number and is not listed.</summary>
    public uint? RecoveredFrom { get; set; }

    public void Take(JsonElement state, TortoiseOptions options)
    {
        Any = true;
        foreach (string name in (ReadOnlySpan<string>)["mode", "last", "processed", "verified", "evicted", "pending", "counted", "retriable", "local", "good"])
        {
            if (state.Optional(name) is { } value)
                _values[name] = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }

        if (state.Optional("delayed") is { } delayed)
            _delayed = delayed.Numbered().ToDictionary(entry => entry.Key, entry => entry.Value.EnumerateArray().Select(HexId<BallotId>).ToArray());
        if (state.Optional("epochs") is { } epochs)
        {
            foreach (var (epoch, value) in epochs.Numbered())
                _epochs[epoch] = new EpochSnapshot(value.Field("weight").Weight(), value.Long("height"), value.Optional("beacon") is { } beacon ? HexId<Beacon>(beacon) : null);
        }

        if (state.Optional("layers") is { } layers)
        {
            foreach (var (layer, value) in layers.Numbered())
                _layers[layer] = ReadLayer(value);
        }

        _thresholds = state.Optional("thresholds") is { } thresholds
            ? thresholds.Numbered().ToDictionary(entry => entry.Key, entry => (entry.Value[0].Weight(), entry.Value[1].Weight()))
            : [];
        if (state.Optional("evicted") is not { } evictedValue || !evictedValue.TryGetUInt32(out uint evicted))
            return;
        foreach (uint gone in _layers.Keys.Where(layer => layer <= evicted).ToList())
            _layers.Remove(gone);
        foreach (uint gone in _epochs.Keys.Where(epoch => IsOver(epoch, evicted, options)).ToList())
            _epochs.Remove(gone);
    }

    /// <summary>The first difference to a state, or null.</summary>
    public string? Compare(CountingState state)
    {
        var actual = new Dictionary<string, string>
        {
            ["mode"] = state.IsFull ? "full" : "verifying",
            ["last"] = $"{state.Last}",
            ["processed"] = $"{state.Processed}",
            ["verified"] = $"{state.Verified}",
            ["evicted"] = $"{state.Evicted}",
            ["pending"] = $"{state.Pending}",
            ["counted"] = $"{state.Counted}",
            ["retriable"] = $"{state.Retriable.Count}",
            ["local"] = Raw(state.LocalThreshold),
            ["good"] = Raw(state.TotalGoodWeight),
        };
        foreach (var (name, value) in _values)
        {
            if (actual[name] != value)
                return Differ(name, value, actual[name]);
        }

        return CompareEpochs(state) ?? CompareLayers(state) ?? CompareDelayed(state) ?? CompareThresholds(state);
    }

    internal static string Raw(Fixed weight) => $"{(weight.IsNegative ? "-" : "")}{weight.Magnitude}";

    internal static string Differ(string what, object? expected, object? actual) => $"{what}: expected {expected ?? "none"}, actual {actual ?? "none"}";

    private static bool IsOver(uint epoch, uint evicted, TortoiseOptions options) => (((ulong)epoch + 1) * options.LayersPerEpoch) - 1 <= evicted;

    private static T HexId<T>(JsonElement element)
        where T : struct, IFixedBytes<T> => T.FromBytes(Convert.FromHexString(element.GetString()!));

    private static LayerSnapshot ReadLayer(JsonElement value) => new(
        value.Flag("term"),
        value.Field("empty").Weight(),
        value.Field("good").Weight(),
        value.Long("ref"),
        (Decision)value.Field("coin").GetInt32(),
        value.Hash("op"),
        value.Optional("prev") is null ? null : value.Hash("prev"),
        value.Items("blocks").Select(block => new BlockSnapshot(
            HexId<BlockId>(block[0]), block[1].GetUInt64(), (Decision)block[2].GetInt32(), (Decision)block[3].GetInt32(), block[4].GetBoolean(), block[5].Weight())).ToScaleList(),
        (int)value.Number("ballots"),
        (int)value.Number("opinions"),
        value.Items("bad").Select(HexId<BallotId>).ToScaleList(),
        value.Items("mal").Select(HexId<BallotId>).ToScaleList());

    private static string? CompareLayer(LayerSnapshot expected, LayerSnapshot actual) =>
        expected.Terminated != actual.Terminated ? Differ("terminated", expected.Terminated, actual.Terminated)
        : expected.Empty != actual.Empty ? Differ("empty", expected.Empty, actual.Empty)
        : expected.Good != actual.Good ? Differ("good", expected.Good, actual.Good)
        : expected.ReferenceHeight != actual.ReferenceHeight ? Differ("reference height", expected.ReferenceHeight, actual.ReferenceHeight)
        : expected.Coin != actual.Coin ? Differ("coin", expected.Coin, actual.Coin)
        : expected.Opinion != actual.Opinion ? Differ("opinion", expected.Opinion, actual.Opinion)
        : expected.Previous != actual.Previous ? Differ("previous opinion", expected.Previous, actual.Previous)
        : expected.Blocks != actual.Blocks ? Differ("blocks", expected.Blocks, actual.Blocks)
        : expected.Ballots != actual.Ballots ? Differ("ballots", expected.Ballots, actual.Ballots)
        : expected.Opinions != actual.Opinions ? Differ("opinions", expected.Opinions, actual.Opinions)
        : expected.Bad != actual.Bad ? Differ("ballots with a bad beacon", expected.Bad, actual.Bad)
        : expected.Malicious != actual.Malicious ? Differ("malicious ballots", expected.Malicious, actual.Malicious)
        : null;

    private string? CompareEpochs(CountingState state)
    {
        foreach (uint epoch in _epochs.Keys.Union(state.Epochs.Keys).Order())
        {
            if (IsOver(epoch, state.Evicted, state.Options))
                continue;
            var expected = _epochs.GetValueOrDefault(epoch);
            var actual = state.Epochs.TryGetValue(epoch, out var record) ? new EpochSnapshot(record.Weight, record.Height, record.Beacon) : default;
            if (expected != actual)
                return Differ($"epoch {epoch}", expected, actual);
        }

        return null;
    }

    private string? CompareLayers(CountingState state)
    {
        foreach (uint id in _layers.Keys.Union(state.Layers.All().Select(layer => layer.Id)).Order())
        {
            if (id <= state.Evicted || id == RecoveredFrom)
                continue;
            var expected = _layers.GetValueOrDefault(id) ?? LayerSnapshot.Untouched;
            var actual = state.Layers.Find(id) is { } layer ? LayerSnapshot.Of(layer) : LayerSnapshot.Untouched;
            if (CompareLayer(expected, actual) is { } difference)
                return $"layer {id}: {difference}";
        }

        return null;
    }

    private string? CompareDelayed(CountingState state)
    {
        foreach (uint id in _delayed.Keys.Union(state.Delayed.Keys))
        {
            BallotId[] expected = _delayed.GetValueOrDefault(id) ?? [];
            BallotId[] actual = state.Delayed.TryGetValue(id, out var ballots) ? [.. ballots.Select(ballot => ballot.Id)] : [];
            if (!expected.AsSpan().SequenceEqual(actual))
                return Differ($"delayed to layer {id}", string.Join(' ', expected), string.Join(' ', actual));
        }

        return null;
    }

    private string? CompareThresholds(CountingState state)
    {
        foreach (var (id, (expected, global)) in _thresholds)
        {
            var actual = state.Thresholds.Expected(state.Processed, state.Last, id);
            if (actual != expected)
                return Differ($"expected weight of layer {id}", expected, actual);
            if (state.GlobalThreshold(id) != global)
                return Differ($"global threshold of layer {id}", global, state.GlobalThreshold(id));
        }

        return null;
    }
}
