using System.Text.Json;
using Google.Protobuf;
using Spacemesh.Crypto.Signing;
using Spacemesh.Poet.Registration;
using Spacemesh.Poet.Schedule;
using Spacemesh.Poet.Server;
using Spacemesh.Poet.Tests.Server;
using Spacemesh.Primitives;
using Spacemesh.Rpc;
using Spacemesh.Testing.Vectors;
using Api = global::Rpc.Api.V1;

namespace Spacemesh.Poet.Tests.Vectors;

/// <summary>
/// The steps in their order on one server. In two of them ours is corrected (spec 03 §10.3): an empty challenge is not good after a start,
/// and a restart keeps the rotated challenge.
/// </summary>
[VectorFile("03-pow-rotation")]
internal sealed class PowRotationVectors : VectorSuite, IDisposable
{
    private const uint Difficulty = 2;

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _initial = [.. Enumerable.Range(0x30, 32).Select(value => (byte)value)];
    private readonly PoetServerOptions _options;
    private RunningServer _server;
    private byte _nextKey = 1;

    public PowRotationVectors()
    {
        var genesis = TimeProvider.System.GetUtcNow();
        RunningServer.StorePowChallenge(_folder["db"], _initial);
        var schedule = new RoundSchedule(genesis, TimeSpan.FromHours(1), TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(30));
        _options = RunningServer.Options(_folder, schedule) with { PowDifficulty = Difficulty, DisableWorker = true };
        _server = RunningServer.StartAsync(_options, TimeProvider.System).Result;
    }

    public override void Check(VectorCase vector)
    {
        switch (vector.In.I32("step"))
        {
            case 0:
                CheckParameters(vector.Out);
                break;
            case 1:
                VectorCase.Equal(StatusCode.InvalidArgument, Submit([]).Code, "an empty challenge after a start");
                break;
            case 2:
                CheckSubmit(vector.Out, Submit(_initial));
                break;
            case 3:
                var registration = _server.Service.Registration;
                registration.CloseRound();
                Assert.True(SpinWait.SpinUntil(() => registration.Pow.Current.Length == 0, TimeSpan.FromSeconds(30)));
                CheckParameters(vector.Out);
                break;
            case 4:
                CheckSubmit(vector.Out, Submit(_initial));
                break;
            default:
                _server.DisposeAsync().AsTask().Wait();
                _server = RunningServer.StartAsync(_options, TimeProvider.System).Result;
                VectorCase.Equal(0, _server.Service.Api.PowParams().PowParams.Challenge.Length, "length of the challenge kept over the restart");
                VectorCase.True(vector.Out.Text("body").Contains(Convert.ToBase64String(_initial)), "the reference goes back to the first challenge");
                break;
        }
    }

    public void Dispose()
    {
        _server.DisposeAsync().AsTask().Wait();
        _folder.Dispose();
    }

    private static void CheckSubmit(JsonElement expected, (StatusCode Code, string Message, byte[] Response) answer)
    {
        VectorCase.Equal(expected.I32("code"), (int)answer.Code, answer.Message);
        VectorCase.Equal(expected.Text("round_id"), Api.SubmitResponse.Parser.ParseFrom(answer.Response).RoundId, "round");
    }

    private void CheckParameters(JsonElement expected)
    {
        var answer = _server.RestAsync("GET", "/v1/pow_params", "").Result;
        VectorCase.Equal(expected.I32("status"), answer.Status, "status");
        VectorCase.Equal(ServerVectors.Comparable(expected.Text("body")), ServerVectors.Comparable(answer.Body), "body");
    }

    private (StatusCode Code, string Message, byte[] Response) Submit(byte[] powChallenge)
    {
        var privateKey = RunningServer.PrivateKey(_nextKey++);
        var challenge = new byte[32];
        var request = new Api.SubmitRequest
        {
            Nonce = SubmitPow.Find(powChallenge, privateKey.AsSpan(32), challenge, Difficulty, default),
            PowParams = new Api.PowParams { Difficulty = Difficulty, Challenge = ByteString.CopyFrom(powChallenge) },
            Challenge = ByteString.CopyFrom(challenge),
            Pubkey = ByteString.CopyFrom(privateKey.AsSpan(32)),
            Signature = ByteString.CopyFrom(Ed25519.Sign(privateKey, challenge).ToArray()),
        };
        return RunningServer.CallAsync(_server.Grpc, "PoetService/Submit", request.ToByteArray()).Result;
    }
}
