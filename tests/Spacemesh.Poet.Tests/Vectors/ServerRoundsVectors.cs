using System.Globalization;
using Google.Protobuf;
using Spacemesh.Codec;
using Spacemesh.Poet.Membership;
using Spacemesh.Poet.Schedule;
using Spacemesh.Poet.Server.Rounds;
using Spacemesh.Poet.Tests.Server;
using Spacemesh.Poet.Verification;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Poet;
using Api = global::Rpc.Api.V1;

namespace Spacemesh.Poet.Tests.Vectors;

/// <summary>Replays the registrations, publishes the proof that the reference made, and compares what is served.</summary>
[VectorFile("03-server-rounds")]
internal sealed class ServerRoundsVectors : VectorSuite
{
    public override void Check(VectorCase vector) => CheckAsync(vector).Wait();

    private static async Task CheckAsync(VectorCase vector)
    {
        using var folder = new TemporaryFolder();
        var now = TimeProvider.System.GetUtcNow();
        var expected = Api.ProofResponse.Parser.ParseFrom(vector.Out.Hex("grpc_response"));
        uint round = uint.Parse(vector.Name.Split(' ')[1], CultureInfo.InvariantCulture);
        var epoch = TimeSpan.FromHours(1);
        var schedule = new RoundSchedule(now - (round * epoch), epoch, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(1));
        await using var server = await RunningServer.StartAsync(RunningServer.Options(folder, schedule) with { DisableWorker = false }, TimeProvider.System, new NoWork());
        var registration = server.Service.Registration;
        VectorCase.Equal(round, registration.OpenRound.Round, "open round");
        if (vector.In.Has("registrations_in_order"))
        {
            foreach (var one in vector.In.GetProperty("registrations_in_order").EnumerateArray())
            {
                VectorCase.Equal(one.Text("round_id"), round.ToString(CultureInfo.InvariantCulture), "round");
                registration.OpenRound.Submit(NodeId.FromBytes(one.Hex("node_id")), Hash32.FromBytes(one.Hex("challenge")), out var written);
                registration.OpenRound.Flush();
                await written;
            }
        }

        registration.CloseRound();
        var merkle = expected.Proof.Proof;
        var proof = new PoetProof(
            new PoetMerkleProof(
                merkle.Root.ToByteArray(),
                [.. merkle.ProvenLeaves.Select(leaf => new ScaleBytes(leaf.Memory))],
                [.. merkle.ProofNodes.Select(node => new ScaleBytes(node.Memory))]),
            expected.Proof.Leaves);
        await registration.PublishAsync(new FinishedRound(round, proof));

        var members = vector.Out.GetProperty("members").EnumerateArray().Select(member => new ReadOnlyMemory<byte>(member.Hex())).ToList();
        VectorCase.True(WorkVerifier.Verify(RoundStatement.Of(members), proof).IsValid, "the proof does not fit the members");
        var (code, message, response) = await RunningServer.CallAsync(
            server.Grpc, "PoetService/Proof", new Api.ProofRequest { RoundId = round.ToString(CultureInfo.InvariantCulture) }.ToByteArray());
        VectorCase.Equal(Rpc.StatusCode.Ok, code, message);
        VectorCase.Equal(vector.Out.Hex("grpc_response"), response, "gRPC response");
        await CheckRestAsync(vector, server, round);
    }

    private static async Task CheckRestAsync(VectorCase vector, RunningServer server, uint round)
    {
        var expected = vector.Out.GetProperty("rest");
        var rest = await server.RestAsync("GET", $"/v1/proofs/{round}", "{}");
        VectorCase.Equal(expected.I32("status"), rest.Status, "status");
        VectorCase.Equal(ServerVectors.Comparable(expected.Text("body")), ServerVectors.Comparable(rest.Body), "body");
        var parameters = await server.RestAsync("GET", "/v1/pow_params", "");
        VectorCase.Equal(ServerVectors.Comparable(vector.Out.Text("pow_params_after")), ServerVectors.Comparable(parameters.Body), "proof-of-work parameters afterwards");
    }

    /// <summary>Never ends a round: the proof comes from the file.</summary>
    private sealed class NoWork : Spacemesh.Poet.Work.IWorkExecutor
    {
        public Task RunAsync(Spacemesh.Poet.Work.SequentialWork work, DateTimeOffset end, CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
