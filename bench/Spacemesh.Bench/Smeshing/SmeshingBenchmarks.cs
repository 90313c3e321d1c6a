using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Signing;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Services.Smeshing.Time;

namespace Spacemesh.Bench.Smeshing;

/// <summary>What many identities cost beside their proofs.</summary>
public sealed class SmeshingBenchmarks : BenchmarkSuite
{
    private const int Identities = 10_000;

    private const int SignersARound = 20;

    public override string Part => "smeshing";

    public override IEnumerable<Benchmark> Benchmarks()
    {
        yield return new Benchmark($"{Identities:N0} identities: start, read rows, wait for the round, stop", IdleIdentities.Cycle(Identities), Scale: Identities, Unit: "identities/s");
        var scheduler = new VirtualScheduler();
        using var alarm = new WallAlarm(scheduler.TimeProvider);
        yield return new Benchmark($"{Identities:N0} waits for one instant", () => Wait(scheduler, alarm), Scale: Identities, Unit: "waits/s");

        using var memory = SigningRecord.Open(new MemorySigningJournal(), Options(), TimeProvider.System);
        uint layer = 0;
        byte[] message = new byte[100];
        yield return new Benchmark("Slot on record, journal in memory", () => memory.Commit(default, new SigningSlot(SigningSlotKind.Ballot, ++layer), SigningDomain.Ballot, message));

        string path = Path.Combine(Path.GetTempPath(), $"bench-signing-{Environment.ProcessId}.bin");
        using (var file = SigningRecord.Open(FileSigningJournal.Open(path), Options(), TimeProvider.System))
        {
            uint round = 0;
            var nodes = Enumerable.Range(1, SignersARound).Select(i => NodeId.FromBytes([(byte)i, .. new byte[31]])).ToList();
            yield return new Benchmark(
                $"{SignersARound} slots of a round on the disk, one write", () => Together(file, nodes, ++round, message), Scale: SignersARound, Unit: "slots/s");
        }

        File.Delete(path);
    }

    private static SigningRecordOptions Options() => new() { Machine = default, CompactAbove = 100_000 };

    private static void Together(SigningRecord record, List<NodeId> nodes, uint round, byte[] message)
    {
        long ticket = 0;
        foreach (var node in nodes)
            ticket = Math.Max(ticket, record.Enter(node, new SigningSlot(SigningSlotKind.Hare, round, 1), SigningRecord.Digest(SigningDomain.Hare, message)));
        record.Save(ticket);
    }

    private static void Wait(VirtualScheduler scheduler, WallAlarm alarm) => scheduler.Run(async () =>
    {
        var when = alarm.Now + TimeSpan.FromSeconds(30);
        await Task.WhenAll(Enumerable.Range(0, Identities).Select(_ => alarm.WaitUntilAsync(when)));
    });
}
