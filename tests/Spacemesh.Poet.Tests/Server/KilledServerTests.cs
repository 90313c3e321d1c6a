using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Poet.Membership;
using Spacemesh.Poet.Verification;
using Spacemesh.Rpc.Client;
using Spacemesh.Tools.Poet;
using Spacemesh.Wire.Poet;
using Api = global::Rpc.Api.V1;

namespace Spacemesh.Poet.Tests.Server;

/// <summary>The server as a process of its own, killed in the middle of a round's work and started again.</summary>
public sealed partial class KilledServerTests : IDisposable
{
    private const int Members = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();
    private readonly string _genesis = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
    private readonly CancellationTokenSource _limit = new(Patience);
    private Process? _process;

    public void Dispose()
    {
        _process?.Kill();
        _process?.Dispose();
        _limit.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Round_survives_kill_9_with_its_members_and_its_proof_verifies_over_both_transports()
    {
        var (grpc, rest) = await StartAsync();
        var registered = new Dictionary<string, List<byte[]>>();
        for (byte i = 0; i < Members; i++)
        {
            var request = Request(i);
            string round = i % 2 == 0 ? await SubmitRestAsync(rest, request) : (await CallAsync(grpc, "Submit", request, Api.SubmitResponse.Parser)).RoundId;
            (registered.TryGetValue(round, out var list) ? list : registered[round] = []).Add(request.Challenge.ToByteArray());
        }

        // A round may have begun meanwhile: the last one that took a registration is the one in question.
        var (id, challenges) = registered.Last();
        // When a registration goes to another round, this one is at work.
        while ((await CallAsync(grpc, "Submit", Request(Members - 1), Api.SubmitResponse.Parser)).RoundId == id)
            _limit.Token.ThrowIfCancellationRequested();
        _process!.Kill();
        await _process.WaitForExitAsync(_limit.Token);

        (grpc, rest) = await StartAsync();
        var response = await ProofAsync(grpc, id);
        Check(response, challenges);

        using var http = new HttpClient();
        var json = await http.GetFromJsonAsync<JsonElement>($"{rest}v1/proofs/{id}", _limit.Token);
        Check(JsonParser.Default.Parse<Api.ProofResponse>(json.GetRawText()), challenges);
    }

    private static Api.SubmitRequest Request(byte key)
    {
        byte[] privateKey = RunningServer.PrivateKey(key);
        byte[] challenge = [.. Enumerable.Repeat((byte)(key + 1), 32)];
        return new Api.SubmitRequest
        {
            Challenge = ByteString.CopyFrom(challenge),
            Pubkey = ByteString.CopyFrom(privateKey.AsSpan(32)),
            Signature = ByteString.CopyFrom(Primitives.FixedBytesExtensions.ToArray(Ed25519.Sign(privateKey, challenge))),
        };
    }

    private static void Check(Api.ProofResponse response, List<byte[]> challenges)
    {
        Assert.Equal(challenges.Select(Convert.ToHexString).Order(), response.Proof.Members.Select(member => Convert.ToHexString(member.Span)).Order());
        var merkle = response.Proof.Proof;
        var proof = new PoetProof(
            new PoetMerkleProof(
                merkle.Root.ToByteArray(),
                [.. merkle.ProvenLeaves.Select(leaf => new ScaleBytes(leaf.Memory))],
                [.. merkle.ProofNodes.Select(node => new ScaleBytes(node.Memory))]),
            response.Proof.Leaves);
        var statement = RoundStatement.Of(response.Proof.Members.Select(member => member.Memory));
        Assert.True(WorkVerifier.Verify(statement, proof).IsValid);
    }

    private async Task<string> SubmitRestAsync(Uri rest, Api.SubmitRequest request)
    {
        request.PowParams = (await GetAsync(rest, "v1/pow_params", Api.PowParamsResponse.Parser)).PowParams;
        using var http = new HttpClient();
        using var content = new StringContent(JsonFormatter.Default.Format(request), System.Text.Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(rest, "v1/submit"), content, _limit.Token);
        string body = await response.Content.ReadAsStringAsync(_limit.Token);
        Assert.True(response.IsSuccessStatusCode, body);
        return JsonParser.Default.Parse<Api.SubmitResponse>(body).RoundId;
    }

    private async Task<T> GetAsync<T>(Uri rest, string path, MessageParser<T> parser)
        where T : IMessage<T>
    {
        using var http = new HttpClient();
        return parser.ParseJson(await http.GetStringAsync(new Uri(rest, path), _limit.Token));
    }

    private async Task<T> CallAsync<T>(Uri grpc, string method, IMessage request, MessageParser<T> parser)
        where T : IMessage<T>
    {
        using var channel = new RpcChannel(new RpcChannelOptions { Address = grpc }, TimeProvider.System);
        if (request is Api.SubmitRequest submit)
            submit.PowParams = (await CallAsync(grpc, "PowParams", new Api.PowParamsRequest(), Api.PowParamsResponse.Parser)).PowParams;
        var (code, message, response) = await RunningServer.CallAsync(channel, $"PoetService/{method}", request.ToByteArray());
        Assert.True(code == Spacemesh.Rpc.StatusCode.Ok, message);
        return parser.ParseFrom(response);
    }

    /// <summary>Asks until the round has its proof.</summary>
    private async Task<Api.ProofResponse> ProofAsync(Uri grpc, string round)
    {
        using var channel = new RpcChannel(new RpcChannelOptions { Address = grpc }, TimeProvider.System);
        while (true)
        {
            _limit.Token.ThrowIfCancellationRequested();
            var (code, _, response) = await RunningServer.CallAsync(channel, "PoetService/Proof", new Api.ProofRequest { RoundId = round }.ToByteArray());
            if (code == Spacemesh.Rpc.StatusCode.Ok)
                return Api.ProofResponse.Parser.ParseFrom(response);
        }
    }

    private async Task<(Uri Grpc, Uri Http)> StartAsync()
    {
        string[] arguments =
        [
            "--poetdir", _folder.Path, "--datadir", _folder["data"], "--dbdir", _folder["db"], "--logdir", _folder["logs"],
            "--rpclisten", "127.0.0.1:0", "--restlisten", "127.0.0.1:0", "--config-rpclisten", "127.0.0.1:0",
            "--genesis-time", _genesis, "--epoch-duration", "8s", "--phase-shift", "4s", "--cycle-gap", "4s", "--submit-rate", "0",
        ];
        _process?.Dispose();
        _process = Process.Start(new ProcessStartInfo("dotnet", [typeof(PoetProgram).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        var lines = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync(_limit.Token) is { } line)
        {
            lines.Add(line);
            if (Serving().Match(line) is { Success: true } match)
            {
                // Nobody else reads: a full pipe would stop the process.
                _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return (new Uri($"http://{match.Groups[1].Value}"), new Uri($"http://{match.Groups[2].Value}/"));
            }
        }

        throw new InvalidOperationException($"The server ended: {string.Join('\n', lines)}");
    }

    [GeneratedRegex("serving gRPC on \"?([^\", ]+)\"?, REST on \"?([^\", ]+)\"?")]
    private static partial Regex Serving();
}
