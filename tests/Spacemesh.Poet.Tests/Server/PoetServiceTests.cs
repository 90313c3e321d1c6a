using System.Security.Cryptography;
using Google.Protobuf;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Poet.Membership;
using Spacemesh.Poet.Schedule;
using Spacemesh.Poet.Server;
using Spacemesh.Poet.Server.Registration;
using Spacemesh.Poet.Verification;
using Spacemesh.Poet.Work;
using Spacemesh.Rpc;
using Spacemesh.Runtime;
using Spacemesh.Wire.Poet;
using Api = global::Rpc.Api.V1;

namespace Spacemesh.Poet.Tests.Server;

public sealed class PoetServiceTests
{
    private static readonly TimeSpan Epoch = TimeSpan.FromSeconds(60);

    [Fact]
    public void Rounds_on_virtual_time_have_the_same_leaves_every_time()
    {
        using TemporaryFolder first = new(), second = new();
        var once = RunRounds(first, rounds: 3);
        var again = RunRounds(second, rounds: 3);
        Assert.Equal(once, again);
        Assert.All(once, leaves => Assert.Equal(900UL, leaves));
    }

    [Fact]
    public void Crash_in_mid_round_loses_no_member_and_no_round()
    {
        using var folder = new TemporaryFolder();
        using var crashed = new TemporaryFolder();
        var scheduler = new VirtualScheduler();
        var schedule = Schedule(scheduler);
        var challenges = new List<byte[]>();
        scheduler.Run(async () =>
        {
            await using var service = Start(folder, schedule, scheduler.TimeProvider);
            for (byte i = 1; i <= 20; i++)
                challenges.Add(await Submit(service, i, i));
            await Task.Delay(TimeSpan.FromSeconds(45), scheduler.TimeProvider);
            // The round works since second 30: what is on the disk now is what a killed process leaves.
            CopyAll(folder.Path, crashed.Path);
        });

        var resumed = new VirtualScheduler(new VirtualSchedulerOptions { Start = scheduler.UtcNow });
        resumed.Run(async () =>
        {
            await using var service = Start(crashed, schedule, resumed.TimeProvider);
            await Task.Delay(TimeSpan.FromSeconds(20), resumed.TimeProvider);
            var response = service.Api.Proof(new Api.ProofRequest { RoundId = "0" });
            Assert.Equal(challenges.Select(Convert.ToHexString).Order(), response.Proof.Members.Select(member => Convert.ToHexString(member.Span)).Order());
            CheckProof(response);
        });
    }

    [Fact]
    public void Stop_in_mid_round_keeps_the_work()
    {
        using var folder = new TemporaryFolder();
        var scheduler = new VirtualScheduler();
        var schedule = Schedule(scheduler);
        scheduler.Run(async () =>
        {
            await using (var service = Start(folder, schedule, scheduler.TimeProvider))
            {
                await Submit(service, 1, 1);
                await Task.Delay(TimeSpan.FromSeconds(50), scheduler.TimeProvider);
            }

            // 20 of 30 seconds are done and stay done; 5 more are lost to the restart.
            await Task.Delay(TimeSpan.FromSeconds(5), scheduler.TimeProvider);
            await using var again = Start(folder, schedule, scheduler.TimeProvider);
            await Task.Delay(TimeSpan.FromSeconds(10), scheduler.TimeProvider);
            var response = again.Api.Proof(new Api.ProofRequest { RoundId = "0" });
            Assert.InRange(response.Proof.Leaves, (25UL * 30) - 1, 25UL * 30);
            CheckProof(response);
        });
    }

    [Fact]
    public async Task Ten_thousand_registrations_at_once_lose_none()
    {
        const int members = 10_000;
        using var folder = new TemporaryFolder();
        var now = TimeProvider.System.GetUtcNow();
        var options = RunningServer.Options(folder, new RoundSchedule(now, TimeSpan.FromHours(1), TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(1)));
        await using (var service = PoetService.Start(options, new InlineWorkPool(), TimeProvider.System))
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, members), async (i, _) => await Submit(service, i, i));
            Assert.Equal(members, service.Registration.OpenRound.Count);
        }

        await using var reopened = PoetService.Start(options, new InlineWorkPool(), TimeProvider.System);
        Assert.Equal(members, reopened.Registration.OpenRound.Count);
        Assert.Equal(0, reopened.Registration.OpenRound.Damaged);
    }

    [Fact]
    public void Registrations_beyond_the_rate_are_refused_until_time_passes()
    {
        using var folder = new TemporaryFolder();
        var scheduler = new VirtualScheduler();
        var options = RunningServer.Options(folder, Schedule(scheduler)) with { SubmitsPerSecond = 10 };
        scheduler.Run(async () =>
        {
            await using var service = PoetService.Start(options, new InlineWorkPool(), scheduler.TimeProvider, new MeteredWorkExecutor(scheduler.TimeProvider, 30));
            int accepted = 0, refused = 0;
            for (int i = 0; i < 25; i++)
            {
                try
                {
                    await service.Api.SubmitAsync(Request(service, 100 + i, i), System.Net.IPAddress.Parse("192.0.2.1"), default);
                    accepted++;
                }
                catch (RpcException exception)
                {
                    Assert.Equal(StatusCode.ResourceExhausted, exception.Code);
                    refused++;
                }
            }

            Assert.True(refused > 0);
            await service.Api.SubmitAsync(Request(service, 200, 1), System.Net.IPAddress.Parse("192.0.2.2"), default);
            await Task.Delay(TimeSpan.FromSeconds(2), scheduler.TimeProvider);
            await service.Api.SubmitAsync(Request(service, 201, 1), System.Net.IPAddress.Parse("192.0.2.1"), default);
            Assert.True(accepted is >= 10 and < 25);
        });
    }

    [Fact]
    public void Full_queue_refuses_and_recovers()
    {
        using var folder = new TemporaryFolder();
        var scheduler = new VirtualScheduler();
        using var round = new RoundMembers(
            folder.Path, 1, new RoundMembersOptions(MaxPending: 3, FlushAfter: TimeSpan.FromSeconds(1), SyncToDisk: false), scheduler.TimeProvider);
        for (byte i = 0; i < 3; i++)
            Assert.Equal(RegistrationOutcome.Accepted, Submit(round, i));
        Assert.Equal(RegistrationOutcome.Overloaded, Submit(round, 3));
        scheduler.RunFor(TimeSpan.FromSeconds(2));
        Assert.Equal(3, round.Count);
        Assert.Equal(RegistrationOutcome.Accepted, Submit(round, 3));
        Assert.Equal(4, round.Close().Count);
        Assert.Equal(RegistrationOutcome.Closed, Submit(round, 4));
    }

    [Fact]
    public void Torn_and_damaged_registrations_do_not_take_others_with_them()
    {
        using var folder = new TemporaryFolder();
        var options = new RoundMembersOptions(SyncToDisk: false);
        using (var round = new RoundMembers(folder.Path, 1, options, TimeProvider.System))
        {
            for (byte i = 0; i < 5; i++)
                Submit(round, i);
        }

        string path = folder["members.log"];
        var bytes = File.ReadAllBytes(path);
        bytes[16 + 68 + 5] ^= 1;
        File.WriteAllBytes(path, [.. bytes, 1, 2, 3]);
        using var reopened = new RoundMembers(folder.Path, 1, options, TimeProvider.System);
        Assert.Equal(4, reopened.Count);
        Assert.Equal(1, reopened.Damaged);
    }

    [Fact]
    public async Task Bodies_beyond_the_limit_are_refused_over_both_transports()
    {
        using var folder = new TemporaryFolder();
        var now = TimeProvider.System.GetUtcNow();
        var options = RunningServer.Options(folder, new RoundSchedule(now, TimeSpan.FromHours(1), TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(1)));
        await using var server = await RunningServer.StartAsync(options, TimeProvider.System);
        var rest = await server.RestAsync("POST", "/v1/submit", "{\"x\":\"" + new string('a', 2000) + "\"}");
        Assert.Contains(rest.Status, new[] { 413, 429 });
        var grpc = await RunningServer.CallAsync(server.Grpc, "PoetService/Submit", new Api.SubmitRequest { Prefix = ByteString.CopyFrom(new byte[2000]) }.ToByteArray());
        Assert.Equal(StatusCode.ResourceExhausted, grpc.Code);
        Assert.Equal(200, (await server.RestAsync("GET", "/v1/info", "")).Status);
    }

    private static RegistrationOutcome Submit(RoundMembers round, byte key) =>
        round.Submit(Primitives.NodeId.FromBytes(Enumerable.Repeat(key, 32).ToArray()), default, out _);

    private static RoundSchedule Schedule(VirtualScheduler scheduler) => new(scheduler.UtcNow, Epoch, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30));

    private static PoetService Start(TemporaryFolder folder, RoundSchedule schedule, TimeProvider time) =>
        PoetService.Start(RunningServer.Options(folder, schedule), new InlineWorkPool(), time, new MeteredWorkExecutor(time, 30));

    private static List<ulong> RunRounds(TemporaryFolder folder, int rounds)
    {
        var scheduler = new VirtualScheduler();
        var schedule = Schedule(scheduler);
        return scheduler.Run(async () =>
        {
            await using var service = Start(folder, schedule, scheduler.TimeProvider);
            var leaves = new List<ulong>();
            for (int round = 0; round < rounds; round++)
            {
                await Submit(service, round, round);
                await Task.Delay(Epoch, scheduler.TimeProvider);
                await Task.Delay(TimeSpan.FromSeconds(1), scheduler.TimeProvider);
                var response = service.Api.Proof(new Api.ProofRequest { RoundId = $"{round}" });
                CheckProof(response);
                leaves.Add(response.Proof.Leaves);
            }

            return leaves;
        });
    }

    private static async Task<byte[]> Submit(PoetService service, int key, int challenge)
    {
        var request = Request(service, key, challenge);
        await service.Api.SubmitAsync(request, null, default);
        return request.Challenge.ToByteArray();
    }

    private static Api.SubmitRequest Request(PoetService service, int key, int challenge)
    {
        var privateKey = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(SHA256.HashData(BitConverter.GetBytes(key)), privateKey);
        var registered = SHA256.HashData(BitConverter.GetBytes(challenge));
        return new Api.SubmitRequest
        {
            PowParams = new Api.PowParams { Challenge = service.Api.PowParams().PowParams.Challenge },
            Challenge = ByteString.CopyFrom(registered),
            Pubkey = ByteString.CopyFrom(privateKey.AsSpan(32)),
            Signature = ByteString.CopyFrom(Primitives.FixedBytesExtensions.ToArray(Ed25519.Sign(privateKey, registered))),
        };
    }

    private static void CheckProof(Api.ProofResponse response)
    {
        var merkle = response.Proof.Proof;
        var proof = new PoetProof(
            new PoetMerkleProof(
                merkle.Root.ToByteArray(),
                [.. merkle.ProvenLeaves.Select(leaf => new ScaleBytes(leaf.Memory))],
                [.. merkle.ProofNodes.Select(node => new ScaleBytes(node.Memory))]),
            response.Proof.Leaves);
        var statement = RoundStatement.Of(response.Proof.Members.Select(member => member.Memory));
        Assert.True(WorkVerifier.Verify(statement, proof).IsValid);
        Assert.False(WorkVerifier.Verify(new byte[32], proof).IsValid);
    }

    private static void CopyAll(string from, string to)
    {
        foreach (string path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
    }
}
