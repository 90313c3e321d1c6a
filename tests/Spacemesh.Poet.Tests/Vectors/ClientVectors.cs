using System.Globalization;
using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Poet.Http;
using Spacemesh.Poet.Tests.Http;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-client")]
internal sealed class ClientVectors : VectorSuite
{
    private static readonly PoetClientOptions Impatient = new() { RetryDelay = TimeSpan.Zero, MaxRetries = 2 };

    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("seed"))
            CheckSignature(vector);
        else if (vector.In.Has("address"))
            CheckAddress(vector);
        else
            CheckExchange(vector);
    }

    internal static PoetDeadline Deadline(string text)
    {
        var instant = PoetDeadline.At(DateTimeOffset.Parse(text[..19] + "Z", CultureInfo.InvariantCulture));
        int dot = text.IndexOf('.');
        return dot < 0 ? instant : instant with { Nanoseconds = int.Parse(text[(dot + 1)..].TrimEnd('Z').PadRight(9, '0'), CultureInfo.InvariantCulture) };
    }

    /// <summary>The kind of a failure in the reference's words; empty where it has none.</summary>
    internal static string Kind(PoetClientException exception) => exception.Failure switch
    {
        PoetFailure.InvalidRequest => "invalid request",
        PoetFailure.Unauthorized => "unauthorized",
        PoetFailure.Unstable => "unstable",
        _ => "",
    };

    internal static void CheckFailure(JsonElement expected, PoetClientException exception)
    {
        VectorCase.Equal(expected.Flag("ok"), false, exception.Message);
        VectorCase.Equal(expected.Text("error"), exception.Message, "text");
        VectorCase.Equal(
            expected.Has("kinds") ? string.Join(',', expected.GetProperty("kinds").EnumerateArray().Select(kind => kind.GetString())) : "", Kind(exception), "kind");
    }

    private static void CheckSignature(VectorCase vector)
    {
        var privateKey = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(vector.In.Hex("seed"), privateKey);
        using var signer = new EdSigner(privateKey, vector.In.Hex("genesis_id"));
        VectorCase.Equal(vector.Out.Hex("node_id"), signer.NodeId.ToArray(), "node id");
        VectorCase.Equal(vector.Out.Hex("prefix"), (byte[])[.. vector.In.Hex("genesis_id"), (byte)SigningDomain.Poet], "prefix");
        VectorCase.Equal(vector.Out.Hex("signature"), signer.Sign(SigningDomain.Poet, vector.In.Hex("challenge")).ToArray(), "signature");
    }

    private static void CheckAddress(VectorCase vector)
    {
        bool ok = PoetAddress.TryParse(vector.In.Text("address"), out var address, out string? fault);
        VectorCase.Equal(vector.Out.Flag("ok"), ok, $"address ({fault})");
        if (!ok)
            return;
        VectorCase.Equal(vector.Out.Text("address"), address!.Identity, "identity");
        VectorCase.Equal(vector.Out.Text("info_url"), address.Request("v1/info"), "URL");
    }

    private static void CheckExchange(VectorCase vector)
    {
        using var server = new ScriptedServer(_ => vector.In.GetProperty("answers"));
        using var http = new HttpClient(server);
        var time = new VirtualScheduler().TimeProvider;
        var client = new PoetHttpClient(PoetAddress.Parse("http://poet"), Impatient, http, time, SystemRandom.Instance);
        try
        {
            Call(vector, client, time);
            VectorCase.Equal(vector.Out.Flag("ok"), true, "outcome");
        }
        catch (AggregateException aggregate) when (aggregate.InnerException is PoetClientException exception)
        {
            // The words of the URL parser are its own.
            if (exception.Message.StartsWith("parsing certifier address", StringComparison.Ordinal))
                VectorCase.True(vector.Out.Text("error").StartsWith("parsing certifier address", StringComparison.Ordinal), exception.Message);
            else
                CheckFailure(vector.Out, exception);
        }

        var expected = vector.Out.GetProperty("requests").EnumerateArray()
            .Select(request => $"{request.Text("method")} {request.Text("path")} {request.Text("content_type")} {request.Text("body")} {request.I32("answer_status")}");
        var actual = server.Requests.Select(request => $"{request.Method} {request.Path} {request.ContentType} {request.Body} {request.Status}");
        VectorCase.Equal(string.Join('\n', expected), string.Join('\n', actual), "requests");
    }

    private static void Call(VectorCase vector, PoetHttpClient client, TimeProvider time)
    {
        switch (vector.Name.Split(':')[0])
        {
            case "submit":
                CheckRegistration(vector.Out, client.SubmitAsync(Submission(vector.In), Authorization(vector.In), default).Result, time);
                break;
            case "info":
                CheckInfo(vector.Out, client.InfoAsync(default).Result);
                break;
            case "pow_params":
                var parameters = client.PowParametersAsync(default).Result;
                VectorCase.Equal(vector.Out.U32("difficulty"), parameters.Difficulty, "difficulty");
                VectorCase.Equal(vector.Out.Hex("challenge"), parameters.Challenge, "challenge");
                break;
            default:
                string path = vector.Out.GetProperty("requests")[0].Text("path");
                CheckRound(vector.Out, client.ProofAsync(path[(path.LastIndexOf('/') + 1)..], default).Result);
                break;
        }
    }

    private static PoetSubmission Submission(JsonElement given) => new(
        given.Hex("prefix"), given.Hex("challenge"), given.Hex("signature"), NodeId.FromBytes(given.Hex("node_id")), Deadline(given.Text("deadline")));

    private static PoetAuthorization Authorization(JsonElement given)
    {
        if (given.Has("certificate"))
            return new PoetAuthorization.Certificate(given.GetProperty("certificate").Hex("data"), given.GetProperty("certificate").Hex("signature"));
        var pow = given.GetProperty("pow");
        return new PoetAuthorization.Pow(pow.U64("nonce"), new PoetPowParameters(pow.U32("difficulty"), pow.Hex("challenge")));
    }

    private static void CheckRegistration(JsonElement expected, PoetRegistration registration, TimeProvider time)
    {
        VectorCase.Equal(expected.Text("round_id"), registration.RoundId, "round");
        double? seconds = expected.Has("round_end_after_s") ? expected.GetProperty("round_end_after_s").GetDouble() : null;
        VectorCase.Equal(seconds, registration.RoundEnd is { } end ? (end - time.GetUtcNow()).TotalSeconds : null, "round end");
    }

    private static void CheckInfo(JsonElement expected, PoetInfo info)
    {
        VectorCase.Equal(expected.Hex("service_pubkey"), info.ServiceKey, "service key");
        VectorCase.Equal(expected.I64("phase_shift_ns"), info.PhaseShift, "phase shift");
        VectorCase.Equal(expected.I64("cycle_gap_ns"), info.CycleGap, "cycle gap");
        VectorCase.Equal(expected.Has("certifier"), info.Certifier is not null, "certifier");
        if (info.Certifier is not { } certifier)
            return;
        VectorCase.Equal(expected.GetProperty("certifier").Text("url"), certifier.Url, "certifier URL");
        VectorCase.Equal(expected.GetProperty("certifier").Hex("pubkey"), certifier.PublicKey, "certifier key");
    }

    private static void CheckRound(JsonElement expected, PoetRound round)
    {
        VectorCase.Equal(
            string.Join(' ', expected.GetProperty("members").EnumerateArray().Select(member => member.GetString())), string.Join(' ', round.Members), "members");
        VectorCase.Equal(expected.Hex("statement"), round.Message.Statement.ToArray(), "statement");
        VectorCase.Equal(expected.Hex("message"), Scale.Encode(round.Message), "message");
        VectorCase.Equal(expected.Hex("ref"), round.Message.ComputeRef().ToArray(), "ref");
    }
}
