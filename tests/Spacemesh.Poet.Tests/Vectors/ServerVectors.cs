using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Spacemesh.Crypto.Signing;
using Spacemesh.Poet.Schedule;
using Spacemesh.Poet.Server;
using Spacemesh.Poet.Tests.Server;
using Spacemesh.Primitives;
using Spacemesh.Rpc;
using Spacemesh.Testing.Vectors;
using Api = global::Rpc.Api.V1;

namespace Spacemesh.Poet.Tests.Vectors;

/// <summary>
/// Exchanges with a running server; the servers are described in words, of which this class knows the parts. Where chapter 03 §16 has us
/// refuse what the reference accepts (challenges that are not 32 bytes, an empty proof-of-work challenge, private keys as round ids) the
/// refusal is checked instead.
/// </summary>
[VectorFile("03-server")]
internal sealed partial class ServerVectors : VectorSuite, IDisposable
{
    private static readonly TimeSpan Epoch = TimeSpan.FromHours(24);
    private static readonly TimeSpan PhaseShift = TimeSpan.FromHours(12) + TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan CycleGap = TimeSpan.FromHours(2);

    private TemporaryFolder? _folder;
    private RunningServer? _server;
    private RoundSchedule? _schedule;
    private string? _description;

    public override void Check(VectorCase vector)
    {
        Switch(vector.In.Text("server"));
        Prepare(vector.Name);
        if (vector.In.Has("deadline_minus_round_end_ns"))
            CheckDeadline(vector);
        else if (vector.Out.Has("services"))
            CheckReflection(vector);
        else
            CheckExchange(vector);
    }

    public void Dispose()
    {
        _server?.DisposeAsync().AsTask().Wait();
        _folder?.Dispose();
    }

    private static byte[] Key(byte firstOfSeed) => RunningServer.PrivateKey(firstOfSeed)[32..];

    private void Switch(string description)
    {
        if (_description == description)
            return;
        Dispose();
        _description = description;
        _folder = new TemporaryFolder();
        RunningServer.StorePowChallenge(_folder["db"], [.. Enumerable.Range(0x30, 32).Select(value => (byte)value)]);
        var now = TimeProvider.System.GetUtcNow();
        // One hour into the registration of round 6.
        _schedule = new RoundSchedule(now - PhaseShift - (5 * Epoch) - TimeSpan.FromHours(1), Epoch, PhaseShift, CycleGap);
        var options = RunningServer.Options(_folder, _schedule) with
        {
            PowDifficulty = description.StartsWith("plain", StringComparison.Ordinal) || description.StartsWith("certifier", StringComparison.Ordinal) ? 4U : 0U,
            Certifier = Certifier(description),
        };
        if (description.Contains("at most 2 members"))
            options = options with { Members = options.Members with { MaxMembers = 2 } };
        _server = RunningServer.StartAsync(options, TimeProvider.System).Result;
    }

    private PoetCertifierOptions? Certifier(string description)
    {
        Directory.CreateDirectory(Path.Combine(_folder!["keys"], "sub"));
        if (description.StartsWith("certifier", StringComparison.Ordinal))
        {
            File.WriteAllText(_folder["keys/a.key"], Convert.ToBase64String(Key(2)));
            File.WriteAllText(_folder["keys/sub/b.key"], Convert.ToBase64String(Key(3)).Insert(20, "\n"));
            File.WriteAllText(_folder["keys/c.txt"], "junk");
            return new PoetCertifierOptions("http://certifier:1234", Key(1), _folder["keys"]);
        }

        if (description.StartsWith("trusted only", StringComparison.Ordinal))
        {
            File.WriteAllText(_folder["keys/a.key"], Convert.ToBase64String(Key(2)));
            return new PoetCertifierOptions("", default, _folder["keys"]);
        }

        return description.StartsWith("empty certifier", StringComparison.Ordinal) ? new PoetCertifierOptions("", default, null) : null;
    }

    private void Prepare(string name)
    {
        if (name.Contains("after a.key was removed"))
            File.Delete(_folder!["keys/a.key"]);
        else if (name.Contains("key file of 3 bytes"))
            File.WriteAllText(_folder!["keys/bad.key"], "AQID");
        else if (name.Contains("key file that is not base64"))
            File.WriteAllText(_folder!["keys/bad.key"], "*");
    }

    private void CheckDeadline(VectorCase vector)
    {
        var privateKey = RunningServer.PrivateKey((byte)(0x50 + vector.In.I32("order")));
        byte[] challenge = [.. Enumerable.Range(9, 32).Select(value => (byte)value)];
        var deadline = _schedule!.EndNanoseconds(6) + vector.In.I64("deadline_minus_round_end_ns");
        byte[] nodeId = privateKey[32..], powChallenge = _server!.Service.Api.PowParams().PowParams.Challenge.ToByteArray();
        var request = new Api.SubmitRequest
        {
            Nonce = Spacemesh.Poet.Registration.SubmitPow.Find(powChallenge, nodeId, challenge, 4, default),
            PowParams = new Api.PowParams { Difficulty = 4, Challenge = ByteString.CopyFrom(powChallenge) },
            Challenge = ByteString.CopyFrom(challenge),
            Pubkey = ByteString.CopyFrom(nodeId),
            Signature = ByteString.CopyFrom(Ed25519.Sign(privateKey, challenge).ToArray()),
            Deadline = new Timestamp { Seconds = deadline / 1_000_000_000, Nanos = (int)(deadline % 1_000_000_000) },
        };
        CheckGrpc(vector.Out.GetProperty("grpc"), RunningServer.CallAsync(_server.Grpc, vector.In.Text("grpc"), request.ToByteArray()).Result);
    }

    private void CheckReflection(VectorCase vector)
    {
        var channel = vector.Name.Contains("admin") ? _server!.Admin : _server!.Grpc;
        var service = Grpc.Reflection.V1.ReflectionReflection.Descriptor.Services[0];
        var method = RpcMethod.Of<Grpc.Reflection.V1.ServerReflectionRequest, Grpc.Reflection.V1.ServerReflectionResponse>(service, "ServerReflectionInfo");
        using var call = channel.Start(method);
        call.WriteAsync(new Grpc.Reflection.V1.ServerReflectionRequest { ListServices = "" }, last: true).Wait();
        var response = call.ReadAsync().Result.Message;
        VectorCase.Equal(
            string.Join(' ', vector.Out.GetProperty("services").EnumerateArray().Select(name => name.GetString())),
            string.Join(' ', response.ListServicesResponse.Service.Select(one => one.Name)),
            "services");
    }

    private void CheckExchange(VectorCase vector)
    {
        var given = vector.In;
        bool both = vector.Out.Has("grpc") || vector.Out.Has("rest");
        string? grpc = given.Has("grpc") ? given.Text("grpc") : null;
        bool refused = RefusedByUs(vector);
        if (grpc is not null)
        {
            var channel = grpc.StartsWith("ConfigurationService", StringComparison.Ordinal) ? _server!.Admin : _server!.Grpc;
            var answer = RunningServer.CallAsync(channel, grpc, given.Has("request") ? given.Hex("request") : []).Result;
            if (refused)
                VectorCase.Equal(StatusCode.InvalidArgument, answer.Code, "refusal of our own");
            else
                CheckGrpc(both ? vector.Out.GetProperty("grpc") : vector.Out, answer);
        }

        if (given.Has("rest"))
        {
            var parts = given.Text("rest").Split(' ', 2);
            string? contentType = given.Has("headers") ? given.GetProperty("headers")[1].GetString() : null;
            var answer = _server!.RestAsync(parts[0], parts[1], given.Text("body"), contentType).Result;
            if (refused)
                VectorCase.Equal(400, answer.Status, "refusal of our own");
            else
                CheckRest(both ? vector.Out.GetProperty("rest") : vector.Out, answer, parts[1]);
        }
    }

    /// <summary>Whether the reference accepts something here that we do not; keeps what it registered for the cases that build on it.</summary>
    private bool RefusedByUs(VectorCase vector)
    {
        if (!vector.In.Has("request") || !vector.In.Text("grpc").EndsWith("Submit", StringComparison.Ordinal) || vector.Out.GetProperty("grpc").I32("code") != 0)
            return false;
        var request = Api.SubmitRequest.Parser.ParseFrom(vector.In.Hex("request"));
        bool emptyPow = request.Certificate is null && request.PowParams?.Challenge.IsEmpty != false;
        if (emptyPow && request.Challenge.Length == 32)
            _server!.Service.Registration.OpenRound.Submit(NodeId.FromBytes(request.Pubkey.Span), Hash32.FromBytes(request.Challenge.Span), out _);
        return emptyPow || request.Challenge.Length != 32;
    }

    private static void CheckGrpc(JsonElement expected, (StatusCode Code, string Message, byte[] Response) answer)
    {
        VectorCase.Equal(expected.I32("code"), (int)answer.Code, $"code ({answer.Message})");
        if (expected.Has("message"))
            CheckText(expected.Text("message"), answer.Message);
        if (expected.Has("response"))
            VectorCase.Equal(expected.Hex("response"), answer.Response, "response");
        if (!expected.Has("round_id"))
            return;
        var response = Api.SubmitResponse.Parser.ParseFrom(answer.Response);
        VectorCase.Equal(expected.Text("round_id"), response.RoundId, "round");
        VectorCase.Equal(expected.I32("round_end_h"), (int)Math.Round(response.RoundEnd.ToTimeSpan().TotalHours), "hours to the round's end");
    }

    private static void CheckText(string expected, string actual)
    {
        // The folder differs, and what follows a key that is not base64 is the decoder's.
        if (expected.Contains("<dir>"))
            VectorCase.True(FolderInText().IsMatch(actual) && (expected.Contains(": unexpected") || actual.EndsWith("invalid public key", StringComparison.Ordinal)), actual);
        else
            VectorCase.Equal(expected, actual, "text");
    }

    private static void CheckRest(JsonElement expected, (int Status, string Body, IReadOnlyDictionary<string, string> Headers) answer, string path)
    {
        if (path.EndsWith("/pow_challenge", StringComparison.Ordinal))
        {
            VectorCase.Equal(404, answer.Status, "a private key is not a round");
            return;
        }

        VectorCase.Equal(expected.I32("status"), answer.Status, $"status ({answer.Body})");
        foreach (var header in expected.GetProperty("headers").EnumerateObject())
            VectorCase.Equal(header.Value.GetString(), answer.Headers.GetValueOrDefault(header.Name), header.Name);
        VectorCase.Equal(Comparable(expected.Text("body")), Comparable(DurationInBody().Replace(answer.Body, "\"roundEnd\":\"<duration>\"")), "body");
    }

    /// <summary>JSON without its spaces; texts of the JSON library are not compared.</summary>
    internal static string Comparable(string body)
    {
        if (body.Length == 0)
            return body;
        using var document = JsonDocument.Parse(body);
        string text = JsonSerializer.Serialize(document.RootElement);
        return document.RootElement.TryGetProperty("message", out var message) && JsonLibrary().IsMatch(message.GetString()!)
            ? text.Replace(JsonSerializer.Serialize(message), "\"<json>\"", StringComparison.Ordinal)
            : text;
    }

    [GeneratedRegex("^reading trusted keys from dir: .*: invalid public key")]
    private static partial Regex FolderInText();

    [GeneratedRegex("\"roundEnd\": ?\"[0-9.]+s\"")]
    private static partial Regex DurationInBody();

    [GeneratedRegex("^(proto:|invalid character|invalid JSON|unexpected)|looking for beginning")]
    private static partial Regex JsonLibrary();
}
