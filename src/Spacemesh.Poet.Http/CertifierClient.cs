using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spacemesh.Poet.Registration;
using Spacemesh.Primitives;

namespace Spacemesh.Poet.Http;

/// <summary>Shows certifiers a PoST and keeps their certificates (spec 03 §13.2). One request at a time per node id and certifier.</summary>
public sealed class CertifierClient : IPoetCertificates
{
    private const int MaxResponseSize = 1 << 20;

    private readonly ConcurrentDictionary<(NodeId, string), Task<PoetAuthorization.Certificate>> _running = new();
    private readonly ICertificateStore _store;
    private readonly IPostSource _posts;
    private readonly RetryingHttp _http;
    private readonly RetryRules _rules;
    private readonly TimeProvider _time;
    private readonly Action<Exception>? _notStored;

    /// <param name="store">Where certificates are kept.</param>
    /// <param name="posts">Where PoSTs are found.</param>
    /// <param name="options">How patient to be.</param>
    /// <param name="http">The connection.</param>
    /// <param name="time">Clock of waits and expirations.</param>
    /// <param name="notStored">Told when a good certificate could not be stored; it is used all the same.</param>
    public CertifierClient(
        ICertificateStore store, IPostSource posts, CertifierClientOptions options, HttpClient http, TimeProvider time, Action<Exception>? notStored = null)
    {
        _store = store;
        _posts = posts;
        _http = new RetryingHttp(http, time, MaxResponseSize);
        _rules = RetryRules.Certify(options);
        _time = time;
        _notStored = notStored;
    }

    public async Task<PoetAuthorization.Certificate> ObtainAsync(NodeId nodeId, PoetCertifierInfo certifier, CancellationToken cancellationToken)
    {
        var key = (nodeId, Convert.ToHexStringLower(certifier.PublicKey));
        var own = new TaskCompletionSource<PoetAuthorization.Certificate>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = _running.GetOrAdd(key, own.Task);
        if (running != own.Task)
            return await running.WaitAsync(cancellationToken);
        try
        {
            var certificate = await FindOrRequestAsync(nodeId, certifier, cancellationToken);
            own.SetResult(certificate);
            return certificate;
        }
        catch (Exception exception)
        {
            own.SetException(exception);
            _ = own.Task.Exception;
            throw;
        }
        finally
        {
            _running.TryRemove(key, out _);
        }
    }

    public Task DeleteAsync(NodeId nodeId, ReadOnlyMemory<byte> certifierKey, CancellationToken cancellationToken) =>
        _store.DeleteAsync(nodeId, certifierKey, cancellationToken).AsTask();

    internal static byte[] Encode(NodeId nodeId, CertifiablePost post)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject("proof");
            json.WriteNumber("nonce", post.Nonce);
            json.WriteString("indices", Convert.ToBase64String(post.Indices.Span));
            json.WriteNumber("pow", post.Pow);
            json.WriteEndObject();
            json.WriteStartObject("metadata");
            json.WriteString("node_id", Convert.ToBase64String(NodeId.Span(nodeId)));
            json.WriteString("commitment_atx_id", Convert.ToBase64String(AtxId.Span(post.CommitmentAtx)));
            json.WriteString("challenge", Convert.ToBase64String(post.Challenge.Span));
            json.WriteNumber("num_units", post.NumUnits);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private async Task<PoetAuthorization.Certificate> FindOrRequestAsync(NodeId nodeId, PoetCertifierInfo certifier, CancellationToken cancellationToken)
    {
        if (await _store.FindAsync(nodeId, certifier.PublicKey, cancellationToken) is { } stored)
            return stored;
        PoetAuthorization.Certificate certificate;
        try
        {
            certificate = await RequestAsync(nodeId, certifier, cancellationToken);
        }
        catch (PoetClientException exception)
        {
            throw exception.Within($"certifying POST at {certifier.Url}");
        }

        try
        {
            await _store.SaveAsync(nodeId, certifier.PublicKey, certificate, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _notStored?.Invoke(exception);
        }

        return certificate;
    }

    private async Task<PoetAuthorization.Certificate> RequestAsync(NodeId nodeId, PoetCertifierInfo certifier, CancellationToken cancellationToken)
    {
        if (certifier.PublicKey.Length != PoetParameters.NodeSize)
            throw Failed($"the certifier's key has {certifier.PublicKey.Length} bytes instead of {PoetParameters.NodeSize}");
        var post = await _posts.FindAsync(nodeId, cancellationToken) ?? throw Failed("obtaining PoST: PoST not found");
        if (!PoetAddress.TryParse(certifier.Url, out var address, out string? fault))
            throw Failed($"parsing certifier address: {fault}");

        HttpAnswer answer;
        try
        {
            answer = await _http.SendAsync(HttpMethod.Post, address.Request("certify"), Encode(nodeId, post), _rules, cancellationToken);
        }
        catch (PoetClientException exception)
        {
            throw exception.Within("sending request");
        }

        if (answer.Status != HttpStatusCode.OK)
            throw Failed($"request failed with code {(int)answer.Status} (message: {answer.Text})");
        var (data, signature, key) = Decode(answer.Body);
        if (!key.AsSpan().SequenceEqual(certifier.PublicKey))
            throw Failed("pubkey is invalid");
        var check = CertificateCheck.Of(certifier.PublicKey, data, signature, NodeId.Span(nodeId), _time.GetUtcNow());
        return check.IsValid ? new PoetAuthorization.Certificate(data, signature) : throw Failed($"verifying certificate: {check.Text}");
    }

    /// <summary>The first JSON value; what follows it is ignored.</summary>
    private static (byte[] Data, byte[] Signature, byte[] Key) Decode(byte[] body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            return (Field("certificate"), Field("signature"), Field("pub_key"));

            byte[] Field(string name) => ProtoJson.Bytes(ProtoJson.Field(document.RootElement, name, name));
        }
        catch (JsonException)
        {
            string found = body.Length == 0 ? "EOF" : $"invalid character '{(char)body[0]}' looking for beginning of value";
            throw Failed($"decoding JSON response: {found}");
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            throw Failed($"decoding JSON response: {exception.Message}");
        }
    }

    private static PoetClientException Failed(string text) => new(PoetFailure.NotCertified, text);
}
