using Spacemesh.Poet.Schedule;
using Spacemesh.Poet.Tests.Server;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-server-special")]
internal sealed class ServerSpecialVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        using var folder = new TemporaryFolder();
        var now = TimeProvider.System.GetUtcNow();
        var schedule = new RoundSchedule(now, TimeSpan.FromHours(1), TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(1));
        bool limited = vector.In.Has("max_grpc_resp_size");
        if (limited)
            schedule = new RoundSchedule(now, TimeSpan.FromHours(24), TimeSpan.FromHours(12) + TimeSpan.FromSeconds(0.5), TimeSpan.FromHours(2));
        var options = RunningServer.Options(folder, schedule) with { DisableWorker = !limited };
        RunAsync(vector, options, limited ? vector.In.I32("max_grpc_resp_size") : 8 << 20).Wait();
    }

    private static async Task RunAsync(VectorCase vector, Spacemesh.Poet.Server.PoetServerOptions options, int maxResponseSize)
    {
        await using var server = await RunningServer.StartAsync(options, TimeProvider.System, maxResponseSize: maxResponseSize);
        if (options.DisableWorker)
        {
            byte[] members = vector.In.Has("members") ? vector.In.GetProperty("members")[0].Hex() : [.. Enumerable.Range(1, 32).Select(value => (byte)value)];
            var registration = server.Service.Registration;
            registration.OpenRound.Submit(NodeId.FromBytes(RunningServer.PrivateKey(9).AsSpan(32)), Hash32.FromBytes(members), out var written);
            await written;
            registration.CloseRound();
            Assert.True(SpinWait.SpinUntil(() => registration.Pow.Current.Length == 0, TimeSpan.FromSeconds(30)));
        }

        var parts = vector.In.Text("rest").Split(' ');
        var answer = await server.RestAsync(parts[0], parts[1], "");
        VectorCase.Equal(vector.Out.I32("status"), answer.Status, "status");
        VectorCase.Equal(ServerVectors.Comparable(vector.Out.Text("body")), ServerVectors.Comparable(answer.Body), "body");
        foreach (var header in vector.Out.GetProperty("headers").EnumerateObject())
            VectorCase.Equal(header.Value.GetString(), answer.Headers.GetValueOrDefault(header.Name), header.Name);
    }
}
