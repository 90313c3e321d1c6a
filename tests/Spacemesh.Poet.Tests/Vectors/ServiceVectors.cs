using System.Text.Json;
using Spacemesh.Poet.Http;
using Spacemesh.Poet.Tests.Http;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-service")]
internal sealed class ServiceVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var given = vector.In;
        using var server = new ScriptedServer(path => given.GetProperty("answers").GetProperty(path));
        using var http = new HttpClient(server);
        var options = new PoetClientOptions
        {
            RetryDelay = TimeSpan.Zero,
            MaxRetries = 1,
            PhaseShift = TimeSpan.FromSeconds(30),
            InfoCacheTtl = TimeSpan.FromSeconds(given.I32("info_ttl_s")),
            PowParamsCacheTtl = TimeSpan.FromSeconds(given.I32("pow_ttl_s")),
        };
        var calls = new List<string>();
        var certificates = given.Flag("certifier_component") ? new ScriptedCertificates(given.GetProperty("certificates"), server, calls) : null;
        var time = new VirtualScheduler().TimeProvider;
        var connection = new PoetConnection(
            new PoetHttpClient(PoetAddress.Parse("http://poet"), options, http, time, SystemRandom.Instance), options, certificates, new InlineWorkPool(), time);
        Construct(connection);

        for (int i = 0; i < given.I32("submits"); i++)
            Submit(connection, vector.Out.GetProperty("results")[i]);
        Collect(server, calls);
        VectorCase.Equal(string.Join('\n', vector.Out.GetProperty("calls").EnumerateArray().Select(Describe)), string.Join('\n', calls), "calls");
    }

    /// <summary>An unreachable server is only worth a warning at start.</summary>
    private static void Construct(PoetConnection connection)
    {
        try
        {
            _ = connection.CheckScheduleAsync(default).Result;
        }
        catch (AggregateException exception) when (exception.InnerException is PoetClientException)
        {
        }
    }

    private static void Submit(PoetConnection connection, JsonElement expected)
    {
        var submission = new PoetSubmission(
            Counting(1, 21), Counting(2, 32), Counting(3, 64), NodeId.FromBytes(Counting(4, 32)), ClientVectors.Deadline("2030-01-01T00:00:00Z"));
        try
        {
            var registration = connection.SubmitAsync(submission, default).Result;
            VectorCase.Equal(expected.Flag("ok"), true, "outcome");
            VectorCase.Equal(expected.Text("round_id"), registration.RoundId, "round");
        }
        catch (AggregateException aggregate) when (aggregate.InnerException is PoetClientException exception)
        {
            ClientVectors.CheckFailure(expected, exception);
        }
    }

    private static byte[] Counting(int first, int length) => [.. Enumerable.Range(first, length).Select(value => (byte)value)];

    private static string Describe(JsonElement call) => call.Has("call")
        ? $"{call.Text("call")} {call.Text("certifier_key")} {(call.Has("certifier_url") ? call.Text("certifier_url") : "")}"
        : $"{call.Text("method")} {call.Text("path")} {call.Text("body")} {call.I32("answer_status")}";

    private static void Collect(ScriptedServer server, List<string> calls)
    {
        calls.AddRange(server.Requests.Select(request => $"{request.Method} {request.Path} {request.Body} {request.Status}"));
        server.Requests.Clear();
    }

    private sealed class ScriptedCertificates(JsonElement answers, ScriptedServer server, List<string> calls) : IPoetCertificates
    {
        private int _next;

        public Task<PoetAuthorization.Certificate> ObtainAsync(NodeId nodeId, PoetCertifierInfo certifier, CancellationToken cancellationToken)
        {
            Collect(server, calls);
            calls.Add($"obtain certificate {Convert.ToHexStringLower(certifier.PublicKey)} {certifier.Url}");
            var answer = answers[Math.Min(_next++, answers.GetArrayLength() - 1)];
            return answer.Has("error")
                ? throw new PoetClientException(PoetFailure.NotCertified, answer.Text("error"))
                : Task.FromResult(new PoetAuthorization.Certificate(answer.Hex("data"), answer.Hex("signature")));
        }

        public Task DeleteAsync(NodeId nodeId, ReadOnlyMemory<byte> certifierKey, CancellationToken cancellationToken)
        {
            Collect(server, calls);
            calls.Add($"delete certificate {Convert.ToHexStringLower(certifierKey.Span)} ");
            return Task.CompletedTask;
        }
    }
}
