using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Checkpoint.Files;

/// <summary>The file of a checkpoint: one line of JSON (spec 08 §15.1).</summary>
public static class CheckpointFile
{
    public const string Version = "https://spacemesh.io/checkpoint.schema.json.1.0";

    /// <summary>Longest file that is read: several times mainnet's.</summary>
    public const long MaxLength = 1 << 30;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file's bytes, trailing newline included.</summary>
    /// <param name="content">The rows.</param>
    /// <param name="snapshot">The layer that they are of.</param>
    /// <param name="atxsPerSmesher">As asked for; part of the recorded command.</param>
    /// <param name="output">Takes the bytes.</param>
    public static void Write(CheckpointContent content, LayerId snapshot, uint atxsPerSmesher, Stream output)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(output);
        using (var json = new Utf8JsonWriter(output, Plain))
        {
            json.WriteStartObject();
            json.WriteString("command", Command(snapshot, atxsPerSmesher));
            json.WriteString("version", Version);
            json.WriteStartObject("data");
            json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"snapshot-{snapshot}"));
            WriteAtxs(json, content.Atxs);
            WriteAccounts(json, content);
            WriteMarriages(json, content.Marriages);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    /// <summary>Whether the bytes follow the schema.</summary>
    /// <exception cref="CheckpointException">They do not; the message names the field.</exception>
    public static void Validate(ReadOnlyMemory<byte> bytes)
    {
        using var document = Parse(bytes);
        CheckpointSchema.Check(document.RootElement);
    }

    /// <summary>The rows of a file.</summary>
    /// <exception cref="CheckpointException">It is none; the message names the field.</exception>
    public static CheckpointContent Read(ReadOnlyMemory<byte> bytes)
    {
        using var document = Parse(bytes);
        return CheckpointReading.Read(document.RootElement);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 64 });
        }
        catch (JsonException exception)
        {
            throw new CheckpointException(CheckpointFault.Schema, $"checkpoint: not JSON: {exception.Message}", exception);
        }
    }

    private static string Command(LayerId snapshot, uint atxsPerSmesher)
    {
        var fields = new List<string>();
        if (snapshot != LayerId.Zero)
            fields.Add(string.Create(CultureInfo.InvariantCulture, $"\"snapshot_layer\":{snapshot}"));
        if (atxsPerSmesher != 0)
            fields.Add(string.Create(CultureInfo.InvariantCulture, $"\"num_atxs\":{atxsPerSmesher}"));
        return $"grpcurl -plaintext -d '{{{string.Join(',', fields)}}}' 0.0.0.0:9093 spacemesh.v1.AdminService.CheckpointStream";
    }

    private static void WriteAtxs(Utf8JsonWriter json, IReadOnlyList<CheckpointedAtx> atxs)
    {
        json.WriteStartArray("atxs");
        foreach (var atx in atxs)
        {
            json.WriteStartObject();
            json.WriteBase64String("id", AtxId.Span(atx.Id));
            json.WriteNumber("epoch", atx.PublishEpoch.Value);
            json.WriteBase64String("commitmentAtx", AtxId.Span(atx.CommitmentAtx));
            if (atx.MarriageAtx is { } marriage)
                json.WriteBase64String("marriageAtx", AtxId.Span(in marriage));
            else
                json.WriteNull("marriageAtx");
            json.WriteNumber("vrfNonce", atx.VrfNonce);
            json.WriteNumber("baseTickHeight", atx.BaseTickHeight);
            json.WriteNumber("tickCount", atx.TickCount);
            json.WriteBase64String("publicKey", NodeId.Span(atx.Smesher));
            json.WriteNumber("sequence", atx.Sequence);
            json.WriteBase64String("coinbase", Address.Span(atx.Coinbase));
            json.WriteNumber("numUnits", atx.EffectiveUnits);
            json.WriteStartObject("units");
            foreach (var (identity, units) in atx.Units.Select(entry => (Convert.ToBase64String(NodeId.Span(entry.Key)), entry.Value)).OrderBy(entry => entry.Item1, StringComparer.Ordinal))
                json.WriteNumber(identity, units);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAccounts(Utf8JsonWriter json, CheckpointContent content)
    {
        json.WriteStartArray("accounts");
        foreach (var account in content.Accounts)
        {
            json.WriteStartObject();
            json.WriteBase64String("address", Address.Span(account.Address));
            json.WriteNumber("balance", account.Balance);
            json.WriteNumber("nonce", account.NextNonce);
            if (account.TemplateAddress is { } template)
            {
                json.WriteBase64String("template", Address.Span(in template));
                json.WriteBase64String("state", account.State.Span);
            }
            else
            {
                json.WriteNull("template");
                json.WriteNull("state");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMarriages(Utf8JsonWriter json, IReadOnlyList<MarriageRecord> marriages)
    {
        json.WriteStartObject("marriages");
        foreach (var set in marriages.GroupBy(marriage => marriage.Set.ToString()).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            json.WriteStartArray(set.Key);
            foreach (var marriage in set)
            {
                json.WriteStartObject();
                json.WriteBase64String("atx", AtxId.Span(marriage.MarriageAtx));
                json.WriteNumber("index", marriage.Index);
                json.WriteBase64String("marriedTo", NodeId.Span(marriage.Target));
                json.WriteBase64String("signer", NodeId.Span(marriage.Identity));
                json.WriteBase64String("signature", EdSignature.Span(marriage.Signature));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
