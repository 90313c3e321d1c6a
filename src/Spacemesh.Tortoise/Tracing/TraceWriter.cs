using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spacemesh.AtxsData;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise.Tracing;

/// <summary>Writes calls in the reference's event format (spec 06 §20).</summary>
internal sealed class TraceWriter(ITraceSink sink)
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public void Config(TortoiseOptions options) => Event(TraceEvent.Config, options, static (json, value) =>
    {
        json.WriteNumber("hdist", value.Hdist);
        json.WriteNumber("zdist", value.Zdist);
        json.WriteNumber("window", value.WindowSize);
        json.WriteNumber("exceptions", value.MaxExceptions);
        json.WriteNumber("delay", value.BadBeaconVoteDelayLayers);
        json.WriteNumber("layer-size", value.LayerSize);
        json.WriteNumber("epoch-size", value.LayersPerEpoch);
        json.WriteNumber("effective-genesis", value.EffectiveGenesis.Value);
        if (value.HistoricalWindows.Count == 0)
            return;
        json.WriteStartArray("historical");
        foreach (var interval in value.HistoricalWindows)
        {
            json.WriteStartObject();
            json.WriteNumber("Start", interval.Start.Value);
            json.WriteNumber("End", interval.End.Value);
            json.WriteNumber("Window", interval.Window);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public void WeakCoin(LayerId layer, bool coin) => Event(TraceEvent.WeakCoin, (layer, coin), static (json, value) =>
    {
        json.WriteNumber("lid", value.layer.Value);
        json.WriteBoolean("coin", value.coin);
    });

    public void Beacon(EpochId epoch, Beacon beacon) => Event(TraceEvent.Beacon, (epoch, beacon), static (json, value) =>
    {
        json.WriteNumber("epoch", value.epoch.Value);
        json.WriteId("beacon", value.beacon);
    });

    public void Atx(EpochId target, in AtxEntry atx) => Event(TraceEvent.Atx, (target, atx), static (json, value) =>
    {
        json.WriteId("id", value.atx.Id);
        json.WriteNumber("target", value.target.Value);
        json.WriteStartObject("Atx");
        json.WriteId("Node", value.atx.Smesher);
        json.WriteStartArray("Coinbase");
        foreach (byte part in value.atx.Coinbase.ToArray())
            json.WriteNumberValue(part);
        json.WriteEndArray();
        json.WriteNumber("Weight", value.atx.Weight);
        json.WriteNumber("BaseHeight", value.atx.BaseHeight);
        json.WriteNumber("Height", value.atx.Height);
        json.WriteNumber("Nonce", value.atx.VrfNonce);
        json.WriteEndObject();
    });

    public void Ballot(TortoiseBallot ballot) => Event(TraceEvent.Ballot, ballot, static (json, value) => json.WriteBallot("Ballot", value));

    public void RecoveredBallot(TortoiseBallot ballot) =>
        Event(sink.Extended ? TraceEvent.RecoveredBallot : TraceEvent.Ballot, ballot, static (json, value) => json.WriteBallot("Ballot", value));

    public void Decode(TortoiseBallot ballot, BallotFault? fault) => Event(TraceEvent.Decode, (ballot, fault), static (json, value) =>
    {
        json.WriteBallot("Ballot", value.ballot);
        json.WriteString("e", value.fault?.Message ?? "");
    });

    public void Store(BallotId id, bool malicious, BallotFault? fault) => Event(TraceEvent.Store, (id, malicious, fault), static (json, value) =>
    {
        json.WriteId("id", value.id);
        json.WriteBoolean("mal", value.malicious);
        if (value.fault is not null)
            json.WriteString("e", value.fault.Message);
    });

    public void Encode(LayerId layer, Opinion? opinion, string? failure) => Event(TraceEvent.Encode, (layer, opinion, failure), static (json, value) =>
    {
        json.WriteNumber("lid", value.layer.Value);
        if (value.opinion is null)
            json.WriteNull("opinion");
        else
            json.WriteOpinion("opinion", value.opinion);
        json.WriteString("e", value.failure ?? "");
    });

    public void Tally(LayerId layer) => Layer(TraceEvent.Tally, layer);

    public void Block(in Vote header) => Event(TraceEvent.Block, header, static (json, value) => json.WriteHeader("Header", value));

    public void HareOutput(LayerId layer, BlockId output) => Event(TraceEvent.HareOutput, (layer, output), static (json, value) =>
    {
        json.WriteNumber("lid", value.layer.Value);
        json.WriteId("vote", value.output);
    });

    public void Updates(LayerId from, LayerId to, IReadOnlyList<LayerResult> results) => Event(TraceEvent.Updates, (from, to, results), static (json, value) =>
    {
        json.WriteNumber("from", value.from.Value);
        json.WriteNumber("to", value.to.Value);
        json.WriteString("e", "");
        json.WriteStartArray("results");
        foreach (var result in value.results)
            json.WriteResult(result);
        json.WriteEndArray();
    });

    public void Applied(LayerId layer, Hash32 opinion, bool current) => Event(TraceEvent.Applied, (layer, opinion, current), static (json, value) =>
    {
        json.WriteNumber("layer", value.layer.Value);
        json.WriteHash("opinion", value.opinion);
        json.WriteBoolean("rst", value.current);
    });

    public void Malfeasance(NodeId smesher) => Event(TraceEvent.Malfeasance, smesher, static (json, value) => json.WriteId("id", value));

    public void RecoveredBlocks(LayerId layer, IReadOnlyList<RecoveredBlock> blocks, BlockId? hare) =>
        Event(TraceEvent.RecoveredBlocks, (layer, blocks, hare), static (json, value) =>
        {
            json.WriteNumber("layer", value.layer.Value);
            json.WriteStartArray("blocks");
            foreach (var block in value.blocks)
            {
                json.WriteStartObject();
                json.WriteHeader("header", block.Header);
                json.WriteBoolean("valid", block.Valid);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (value.hare is { } output)
                json.WriteId("hare", output);
            else
                json.WriteNull("hare");
        });

    public void RecoverFrom(LayerId layer, Hash32 opinion, Hash32 previous)
    {
        if (!sink.Extended)
            return;
        Event(TraceEvent.RecoverFrom, (layer, opinion, previous), static (json, value) =>
        {
            json.WriteNumber("lid", value.layer.Value);
            json.WriteHash("opinion", value.opinion);
            json.WriteHash("prev", value.previous);
        });
    }

    public void UpdateLastLayer(LayerId layer)
    {
        if (sink.Extended)
            Layer(TraceEvent.UpdateLastLayer, layer);
    }

    public void UpdateVerified(LayerId layer)
    {
        if (sink.Extended)
            Layer(TraceEvent.UpdateVerified, layer);
    }

    private void Layer(TraceEvent type, LayerId layer) => Event(type, layer, static (json, value) => json.WriteNumber("lid", value.Value));

    private void Event<T>(TraceEvent type, T value, Action<Utf8JsonWriter, T> write)
    {
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
        _json.WriteStartObject();
        _json.WriteNumber("t", (int)type);
        _json.WriteStartObject("o");
        write(_json, value);
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
        sink.Write(_buffer.WrittenSpan);
    }
}
