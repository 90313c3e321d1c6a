using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise.Tracing;

/// <summary>The forms of values in a trace (spec 06 §20): ids in base64, hashes in hex with 0x.</summary>
internal static class TraceJsonWriting
{
    public static void WriteId<T>(this Utf8JsonWriter json, string name, T id)
        where T : struct, IFixedBytes<T> => json.WriteBase64String(name, T.Span(in id));

    public static void WriteHash(this Utf8JsonWriter json, string name, Hash32 hash) => json.WriteString(name, $"0x{hash}");

    public static void WriteHeader(this Utf8JsonWriter json, string name, Vote header)
    {
        json.WritePropertyName(name);
        json.WriteHeader(header);
    }

    public static void WriteOpinion(this Utf8JsonWriter json, string name, Opinion opinion)
    {
        json.WriteStartObject(name);
        json.WriteHash("hash", opinion.Hash);
        json.WriteId("base", opinion.Votes.Base);
        json.WriteHeaders("support", opinion.Votes.Support);
        json.WriteHeaders("against", opinion.Votes.Against);
        if (!opinion.Votes.Abstain.IsEmpty)
        {
            json.WriteStartArray("abstain");
            foreach (var layer in opinion.Votes.Abstain)
                json.WriteNumberValue(layer.Value);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public static void WriteBallot(this Utf8JsonWriter json, string name, TortoiseBallot ballot)
    {
        json.WriteStartObject(name);
        json.WriteId("id", ballot.Id);
        json.WriteId("node", ballot.Smesher);
        json.WriteNumber("lid", ballot.Layer.Value);
        json.WriteNumber("elig", ballot.Eligibilities);
        json.WriteId("atxid", ballot.Atx);
        json.WriteOpinion("opinion", ballot.Opinion);
        if (ballot.EpochData is { } data)
        {
            json.WriteStartObject("epochdata");
            json.WriteId("beacon", data.Beacon);
            json.WriteNumber("elig", data.Eligibilities);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("epochdata");
        }

        if (ballot.Reference is { } reference)
            json.WriteId("ref", reference);
        else
            json.WriteNull("ref");
        json.WriteBoolean("mal", ballot.Malicious);
        json.WriteEndObject();
    }

    public static void WriteResult(this Utf8JsonWriter json, LayerResult result)
    {
        json.WriteStartObject();
        json.WriteNumber("lid", result.Layer.Value);
        json.WriteBoolean("v", result.Verified);
        json.WriteHash("opinion", result.Opinion);
        json.WriteStartArray("blocks");
        foreach (var block in result.Blocks)
        {
            json.WriteStartObject();
            json.WriteHeader("header", block.Header);
            json.WriteBoolean("v", block.Valid);
            json.WriteBoolean("l", block.Local);
            json.WriteBoolean("i", block.Invalid);
            json.WriteBoolean("h", block.Hare);
            json.WriteBoolean("d", block.Data);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteHeader(this Utf8JsonWriter json, Vote header)
    {
        json.WriteStartObject();
        json.WriteId("id", header.Id);
        json.WriteNumber("lid", header.LayerId.Value);
        json.WriteNumber("height", header.Height);
        json.WriteEndObject();
    }

    private static void WriteHeaders(this Utf8JsonWriter json, string name, ScaleList<Vote> headers)
    {
        if (headers.IsEmpty)
            return;
        json.WriteStartArray(name);
        foreach (var header in headers)
            json.WriteHeader(header);
        json.WriteEndArray();
    }
}
