using System.Text.Json;
using Spacemesh.AtxsData;
using Spacemesh.Primitives;

namespace Spacemesh.Tortoise.Tracing;

/// <summary>
/// Calls a new engine with the events of a trace and compares what it answers and, where the trace states them, the ballots and the state
/// after each event. A config event begins a new trace with a new engine.
/// </summary>
public sealed class TraceReplayer
{
    private readonly Dictionary<BallotId, DecodedBallot> _decoded = [];
    private TortoiseMachine? _engine;
    private ConsensusCache _atxs = new();
    private TraceExpectation _expectation = new();

    /// <summary>Name of the running trace; empty where it has none.</summary>
    public string Trace { get; private set; } = "";

    /// <summary>Number of the last event of the running trace.</summary>
    public int Event { get; private set; }

    /// <summary>The engine of the running trace; null before its config event.</summary>
    public TortoiseMachine? Engine => _engine;

    /// <summary>Replays one line. Throws <see cref="TraceFormatException"/> where it is not an event.</summary>
    public TraceDivergence? Step(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return Step(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new TraceFormatException($"not a JSON object: {exception.Message}", exception);
        }
        catch (InvalidOptionException exception)
        {
            throw new TraceFormatException($"the configuration cannot be used: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new TraceFormatException($"a stated value has another type: {exception.Message}", exception);
        }
    }

    /// <summary>Whether a line begins a new trace.</summary>
    public static bool IsConfig(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.Number("t") == (uint)TraceEvent.Config;
        }
        catch (JsonException exception)
        {
            throw new TraceFormatException($"not a JSON object: {exception.Message}", exception);
        }
    }

    /// <summary>The layer that an event is about.</summary>
    private static LayerId? LayerOf(JsonElement body)
    {
        foreach (string holder in (ReadOnlySpan<string>)["", "Ballot", "Header"])
        {
            var place = holder.Length == 0 ? body : body.Optional(holder);
            foreach (string name in (ReadOnlySpan<string>)["lid", "layer", "from"])
            {
                if (place?.Optional(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetUInt32(out uint layer))
                    return new LayerId(layer);
            }
        }

        return null;
    }

    private TraceDivergence? Step(JsonElement root)
    {
        var type = (TraceEvent)root.Number("t");
        var body = root.Field("o");
        if (type == TraceEvent.Config)
        {
            Trace = root.Text("name");
            Event = 0;
            _atxs = new ConsensusCache();
            _engine = new TortoiseMachine(body.ReadOptions(), _atxs);
            _decoded.Clear();
            _expectation = new TraceExpectation();
        }

        Event++;
        var engine = _engine ?? throw new TraceFormatException("the first event is not a configuration (type 1)");
        var ballot = root.Optional("b");
        string? difference = Apply(engine, type, body, ballot);
        if (root.Optional("s") is { } state)
            _expectation.Take(state, engine.Options);
        if (_expectation.Any)
            difference ??= _expectation.Compare(engine.State);
        return difference is null ? null : new TraceDivergence(Trace, Event, type, LayerOf(body), difference);
    }

    private string? Apply(TortoiseMachine engine, TraceEvent type, JsonElement body, JsonElement? ballot)
    {
        switch (type)
        {
            case TraceEvent.Config:
                return null;
            case TraceEvent.WeakCoin:
                engine.OnWeakCoin(body.Layer("lid"), body.Flag("coin"));
                return null;
            case TraceEvent.Beacon:
                engine.OnBeacon(new EpochId(body.Number("epoch")), body.Id<Beacon>("beacon"));
                return null;
            case TraceEvent.Atx:
                var atx = body.ReadAtx();
                var target = new EpochId(body.Number("target"));
                _atxs.TryAdd(target, atx, malicious: false);
                engine.OnAtx(target, atx);
                return null;
            case TraceEvent.Ballot:
                var common = body.Field("Ballot").ReadBallot();
                return CompareStored(engine, common.Id, engine.OnBallot(common), ballot);
            case TraceEvent.RecoveredBallot:
                var recovered = body.Field("Ballot").ReadBallot();
                return CompareStored(engine, recovered.Id, engine.OnRecoveredBallot(recovered), ballot);
            case TraceEvent.Decode:
                return Decode(engine, body, ballot);
            case TraceEvent.Store:
                var id = body.Id<BallotId>("id");
                if (!_decoded.TryGetValue(id, out var decoded))
                    return $"ballot {id} was not decoded before it is stored";
                return CompareText("error", body.Text("e"), engine.StoreBallot(decoded, body.Flag("mal"))?.Message);
            case TraceEvent.Encode:
                return Encode(engine, body);
            case TraceEvent.Tally:
                engine.TallyVotes(body.Layer("lid"));
                return null;
            case TraceEvent.Block:
                engine.OnBlock(body.Field("Header").Header());
                return null;
            case TraceEvent.HareOutput:
                engine.OnHareOutput(body.Layer("lid"), body.Id<BlockId>("vote"));
                return null;
            case TraceEvent.Updates:
                return Updates(engine, body);
            case TraceEvent.Applied:
                bool current = engine.OnApplied(body.Layer("layer"), body.Hash("opinion"));
                return current == body.Flag("rst") ? null : TraceExpectation.Differ("opinion still holds", body.Flag("rst"), current);
            case TraceEvent.Malfeasance:
                engine.OnMalfeasance(body.Id<NodeId>("id"));
                return null;
            case TraceEvent.RecoveredBlocks:
                engine.OnRecoveredBlocks(
                    body.Layer("layer"),
                    [.. body.Items("blocks").Select(block => new RecoveredBlock(block.Field("header").Header(), block.Flag("valid")))],
                    body.Optional("hare") is null ? null : body.Id<BlockId>("hare"));
                return null;
            case TraceEvent.RecoverFrom:
                engine.RecoverFrom(body.Layer("lid"), body.Hash("opinion"), body.Hash("prev"));
                _expectation.RecoveredFrom = body.Number("lid");
                return null;
            case TraceEvent.UpdateLastLayer:
                engine.UpdateLastLayer(body.Layer("lid"));
                return null;
            case TraceEvent.UpdateVerified:
                engine.UpdateVerified(body.Layer("lid"));
                return null;
            default:
                throw new TraceFormatException($"field 't' is {(int)type}, which is no event");
        }
    }

    private string? Decode(TortoiseMachine engine, JsonElement body, JsonElement? stated)
    {
        var ballot = body.Field("Ballot").ReadBallot();
        var fault = engine.DecodeBallot(ballot, out var decoded);
        if (CompareText("error", body.Text("e"), fault?.Message) is { } difference)
            return difference;
        if (decoded is null)
            return null;
        _decoded[ballot.Id] = decoded;
        if (stated is not { } expected)
            return null;
        return expected.Optional("min") is not null && expected.Number("min") != decoded.Min
            ? TraceExpectation.Differ("lowest voted layer", expected.Number("min"), decoded.Min)
            : TraceBallot.Compare(decoded.Record, expected);
    }

    private static string? CompareStored(TortoiseMachine engine, BallotId id, BallotFault? fault, JsonElement? stated)
    {
        if (stated is not { } expected)
            return null;
        // A ballot that cannot be placed at all is dropped by the reference without a word.
        string? message = fault is { Kind: BallotFaultKind.Evicted or BallotFaultKind.UnknownReference } ? null : fault?.Message;
        if (CompareText("error", expected.Text("error"), message) is { } difference)
            return difference;
        bool stored = engine.State.Ballots.TryGetValue(id, out var record);
        if (expected.Flag("stored") != stored)
            return TraceExpectation.Differ("stored", expected.Flag("stored"), stored);
        return stored && expected.Optional("weight") is not null ? TraceBallot.Compare(record!, expected) : null;
    }

    private static string? Encode(TortoiseMachine engine, JsonElement body)
    {
        engine.TryEncodeVotes(body.Layer("lid"), out var opinion, out string? failure);
        if (CompareText("error", body.Text("e"), failure) is { } difference)
            return difference;
        var expected = body.Optional("opinion")?.ReadOpinion();
        return expected == opinion ? null : TraceExpectation.Differ("opinion", expected, opinion);
    }

    private static string? Updates(TortoiseMachine engine, JsonElement body)
    {
        var from = engine.State.Pending;
        var results = engine.Updates();
        var expected = body.Items("results").Select(TraceJsonReading.ReadResult).ToList();
        if (from != body.Number("from"))
            return TraceExpectation.Differ("first result", body.Number("from"), from);
        if (expected.Count != results.Count)
            return TraceExpectation.Differ("results", expected.Count, results.Count);
        foreach (var (left, right) in expected.Zip(results))
        {
            if (left.Layer != right.Layer || left.Verified != right.Verified || left.Opinion != right.Opinion || !left.Blocks.SequenceEqual(right.Blocks))
                return TraceExpectation.Differ($"result of layer {left.Layer}", Show(left), Show(right));
        }

        return null;
    }

    private static string Show(LayerResult result) => $"{result} {string.Join(", ", result.Blocks)}";

    private static string? CompareText(string what, string expected, string? actual) =>
        expected == (actual ?? "") ? null : TraceExpectation.Differ(what, $"'{expected}'", $"'{actual}'");
}
