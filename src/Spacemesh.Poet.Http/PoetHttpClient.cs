using System.Buffers;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Poet.Membership;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Poet.Http;

/// <summary>The REST calls of one PoET server (spec 03 §14.2). Safe for many callers.</summary>
public sealed class PoetHttpClient
{
    private static readonly byte[] NoFields = "{}"u8.ToArray();
    private static readonly JsonWriterOptions PlainText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly RetryingHttp _http;
    private readonly RetryRules _query;
    private readonly RetryRules _submit;
    private readonly TimeProvider _time;

    public PoetHttpClient(PoetAddress address, PoetClientOptions options, HttpClient http, TimeProvider time, IRandomSource random)
    {
        options.Validate();
        Address = address;
        _time = time;
        _http = new RetryingHttp(http, time, options.MaxResponseSize);
        _query = RetryRules.Query(options, random);
        _submit = RetryRules.Submit(options, random);
    }

    public PoetAddress Address { get; }

    /// <exception cref="PoetClientException">No usable answer.</exception>
    public async Task<PoetInfo> InfoAsync(CancellationToken cancellationToken)
    {
        using var message = await QueryAsync("v1/info", "getting poet info", cancellationToken);
        return Read(message, "getting poet info", root =>
        {
            var certifier = ProtoJson.Field(root, "certifier", "certifier");
            return new PoetInfo(
                ProtoJson.Bytes(ProtoJson.Field(root, "servicePubkey", "service_pubkey")),
                ProtoJson.Duration(ProtoJson.Field(root, "phaseShift", "phase_shift")) ?? 0,
                ProtoJson.Duration(ProtoJson.Field(root, "cycleGap", "cycle_gap")) ?? 0,
                certifier.ValueKind == JsonValueKind.Undefined ? null : ReadCertifier(certifier));
        });
    }

    /// <exception cref="PoetClientException">No usable answer.</exception>
    public async Task<PoetPowParameters> PowParametersAsync(CancellationToken cancellationToken)
    {
        using var message = await QueryAsync("v1/pow_params", "querying PoW params", cancellationToken);
        return Read(message, "querying PoW params", root =>
        {
            var parameters = ProtoJson.Field(root, "powParams", "pow_params");
            return new PoetPowParameters(
                ProtoJson.U32(ProtoJson.Field(parameters, "difficulty", "difficulty")), ProtoJson.Bytes(ProtoJson.Field(parameters, "challenge", "challenge")));
        });
    }

    /// <summary>A round's proof; retried while the server does not have it yet.</summary>
    /// <exception cref="PoetClientException">No usable answer.</exception>
    public async Task<PoetRound> ProofAsync(string roundId, CancellationToken cancellationToken)
    {
        using var message = await QueryAsync($"v1/proofs/{Uri.EscapeDataString(roundId)}", "getting proof", cancellationToken);
        return Read(message, "getting proof", root => ReadRound(root, roundId));
    }

    /// <summary>Registers a challenge. Tried until it succeeds, is refused or is cancelled: cancel at the registration deadline.</summary>
    /// <exception cref="PoetClientException">Refused.</exception>
    public async Task<PoetRegistration> SubmitAsync(PoetSubmission submission, PoetAuthorization authorization, CancellationToken cancellationToken)
    {
        const string context = "submitting challenge";
        using var message = await RequestAsync(HttpMethod.Post, "v1/submit", Encode(submission, authorization), _submit, context, cancellationToken);
        return Read(message, context, root =>
        {
            long? end = ProtoJson.Duration(ProtoJson.Field(root, "roundEnd", "round_end"));
            return new PoetRegistration(
                ProtoJson.Text(ProtoJson.Field(root, "roundId", "round_id")), end is { } nanoseconds ? _time.GetUtcNow().AddTicks(nanoseconds / 100) : null);
        });
    }

    internal static byte[] Encode(PoetSubmission submission, PoetAuthorization authorization)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, PlainText))
        {
            json.WriteStartObject();
            if (authorization is PoetAuthorization.Pow pow)
                Write(json, pow);
            WriteBytes(json, "prefix", submission.Prefix.Span);
            WriteBytes(json, "challenge", submission.Challenge.Span);
            WriteBytes(json, "pubkey", NodeId.Span(submission.NodeId));
            WriteBytes(json, "signature", submission.Signature.Span);
            json.WriteString("deadline", ProtoJson.Timestamp(submission.Deadline));
            if (authorization is PoetAuthorization.Certificate certificate)
            {
                json.WriteStartObject("certificate");
                WriteBytes(json, "data", certificate.Data.Span);
                WriteBytes(json, "signature", certificate.Signature.Span);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, PoetAuthorization.Pow pow)
    {
        if (pow.Nonce != 0)
            json.WriteString("nonce", pow.Nonce.ToString(System.Globalization.CultureInfo.InvariantCulture));
        json.WriteStartObject("powParams");
        if (pow.Parameters.Difficulty != 0)
            json.WriteNumber("difficulty", pow.Parameters.Difficulty);
        WriteBytes(json, "challenge", pow.Parameters.Challenge);
        json.WriteEndObject();
    }

    private static void WriteBytes(Utf8JsonWriter json, string name, ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
            json.WriteString(name, Convert.ToBase64String(bytes));
    }

    private static PoetCertifierInfo ReadCertifier(JsonElement certifier)
    {
        string url = ProtoJson.Text(ProtoJson.Field(certifier, "url", "url"));
        if (url.Length > 0 && !PoetAddress.TryParse(url, out _, out string? fault))
            throw new PoetClientException(PoetFailure.Unrecognized, $"parsing certifier address: {fault}");
        return new PoetCertifierInfo(url, ProtoJson.Bytes(ProtoJson.Field(certifier, "pubkey", "pubkey")));
    }

    private static PoetRound ReadRound(JsonElement root, string roundId)
    {
        var proof = ProtoJson.Field(root, "proof", "proof");
        var merkle = ProtoJson.Field(proof, "proof", "proof");
        Hash32[] members = [.. ProtoJson.List(ProtoJson.Field(proof, "members", "members")).Select(member => RoundStatement.Normalize(ProtoJson.Bytes(member)))];
        var statement = RoundStatement.Of(members.Select(member => new ReadOnlyMemory<byte>(member.ToArray())));
        var message = new PoetProofMessage(
            new PoetProof(
                new PoetMerkleProof(
                    ProtoJson.Bytes(ProtoJson.Field(merkle, "root", "root")),
                    [.. ProtoJson.List(ProtoJson.Field(merkle, "provenLeaves", "proven_leaves")).Select(leaf => new ScaleBytes(ProtoJson.Bytes(leaf)))],
                    [.. ProtoJson.List(ProtoJson.Field(merkle, "proofNodes", "proof_nodes")).Select(node => new ScaleBytes(ProtoJson.Bytes(node)))]),
                ProtoJson.U64(ProtoJson.Field(proof, "leaves", "leaves"))),
            ProtoJson.Bytes(ProtoJson.Field(root, "pubkey", "pubkey")),
            roundId,
            RoundStatement.Normalize(statement),
            default);
        return new PoetRound(message, members);
    }

    private static T Read<T>(JsonDocument message, string context, Func<JsonElement, T> read)
    {
        try
        {
            return read(message.RootElement);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            throw new PoetClientException(PoetFailure.Unrecognized, $"{context}: decoding the response: {exception.Message}", exception);
        }
    }

    private Task<JsonDocument> QueryAsync(string path, string context, CancellationToken cancellationToken) =>
        RequestAsync(HttpMethod.Get, path, NoFields, _query, context, cancellationToken);

    private async Task<JsonDocument> RequestAsync(HttpMethod method, string path, byte[] body, RetryRules rules, string context, CancellationToken cancellationToken)
    {
        HttpAnswer answer;
        try
        {
            answer = await _http.SendAsync(method, Address.Request(path), body, rules, cancellationToken);
        }
        catch (PoetClientException exception)
        {
            throw exception.Within($"{context}: doing request");
        }

        switch (answer.Status)
        {
            case HttpStatusCode.OK:
                break;
            case HttpStatusCode.BadRequest:
                throw new PoetClientException(
                    PoetFailure.InvalidRequest, $"{context}: invalid request: response status code: {answer.StatusText}, body: {answer.Text}");
            case HttpStatusCode.Unauthorized:
                throw new PoetClientException(
                    PoetFailure.Unauthorized, $"{context}: unauthorized: response status code: {answer.StatusText}, body: {answer.Text}");
            default:
                throw new PoetClientException(PoetFailure.Unrecognized, $"{context}: unrecognized error: status code: {answer.StatusText}, body: {answer.Text}");
        }

        try
        {
            return JsonDocument.Parse(answer.Body);
        }
        catch (JsonException exception)
        {
            throw new PoetClientException(PoetFailure.Unrecognized, $"{context}: decoding the response: {exception.Message}", exception);
        }
    }
}
