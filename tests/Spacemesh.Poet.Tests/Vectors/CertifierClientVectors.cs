using System.Text.Json;
using Spacemesh.Poet.Http;
using Spacemesh.Poet.Tests.Http;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-certifier-client")]
internal sealed class CertifierClientVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var given = vector.In;
        using var server = new ScriptedServer(_ => given.GetProperty("answers"));
        using var http = new HttpClient(server);
        var options = new CertifierClientOptions { RetryDelay = TimeSpan.Zero, MaxRetries = 2 };
        var client = new CertifierClient(new MemoryStore(), new OnePost(given), options, http, TimeProvider.System);
        var nodeId = NodeId.FromBytes(given.Hex("node_id"));
        var certifier = new PoetCertifierInfo("http://poet" + given.Text("base_path"), given.Hex("certifier_key"));
        for (int i = 0; i < given.I32("calls"); i++)
        {
            Call(client, nodeId, certifier, vector.Out.GetProperty("results")[i], given.Text("base_path"));
            if (i == 0 && given.Flag("delete_after_first"))
                client.DeleteAsync(nodeId, certifier.PublicKey, default).Wait();
        }

        var expected = vector.Out.GetProperty("requests").EnumerateArray()
            .Select(request => $"{request.Text("method")} {request.Text("path")} {request.Text("content_type")} {request.Text("body")} {request.I32("answer_status")}");
        var actual = server.Requests.Select(request => $"{request.Method} {request.Path} {request.ContentType} {request.Body} {request.Status}");
        VectorCase.Equal(string.Join('\n', expected), string.Join('\n', actual), "requests");
    }

    private static void Call(CertifierClient client, NodeId nodeId, PoetCertifierInfo certifier, JsonElement expected, string basePath)
    {
        try
        {
            var certificate = client.ObtainAsync(nodeId, certifier, default).Result;
            VectorCase.Equal(expected.Flag("ok"), true, "outcome");
            VectorCase.Equal(expected.Hex("data"), certificate.Data.Span, "data");
            VectorCase.Equal(expected.Hex("signature"), certificate.Signature.Span, "signature");
        }
        catch (AggregateException aggregate) when (aggregate.InnerException is PoetClientException exception)
        {
            VectorCase.Equal(expected.Flag("ok"), false, exception.Message);
            VectorCase.Equal(expected.Text("error"), exception.Message.Replace("http://poet" + basePath, "http://poet", StringComparison.Ordinal), "text");
        }
    }

    private sealed class OnePost(JsonElement given) : IPostSource
    {
        public ValueTask<CertifiablePost?> FindAsync(NodeId nodeId, CancellationToken cancellationToken)
        {
            if (!given.Has("post"))
                return ValueTask.FromResult<CertifiablePost?>(null);
            var post = given.GetProperty("post");
            return ValueTask.FromResult<CertifiablePost?>(new(
                post.U32("nonce"), post.Hex("indices"), post.U64("pow"), AtxId.FromBytes(post.Hex("commitment_atx")), post.Hex("challenge"), post.U32("num_units")));
        }
    }

    private sealed class MemoryStore : ICertificateStore
    {
        private readonly Dictionary<(NodeId, string), PoetAuthorization.Certificate> _stored = [];

        public ValueTask<PoetAuthorization.Certificate?> FindAsync(NodeId nodeId, ReadOnlyMemory<byte> certifierKey, CancellationToken cancellationToken) =>
            ValueTask.FromResult(_stored.GetValueOrDefault((nodeId, Convert.ToHexString(certifierKey.Span))));

        public ValueTask SaveAsync(NodeId nodeId, ReadOnlyMemory<byte> certifierKey, PoetAuthorization.Certificate certificate, CancellationToken cancellationToken)
        {
            _stored[(nodeId, Convert.ToHexString(certifierKey.Span))] = certificate;
            return ValueTask.CompletedTask;
        }

        public ValueTask DeleteAsync(NodeId nodeId, ReadOnlyMemory<byte> certifierKey, CancellationToken cancellationToken)
        {
            _stored.Remove((nodeId, Convert.ToHexString(certifierKey.Span)));
            return ValueTask.CompletedTask;
        }
    }
}
