using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Poet.Schedule;
using Spacemesh.Poet.Server;
using Spacemesh.Poet.Server.Rounds;
using Spacemesh.Poet.Server.Storage;
using Spacemesh.Poet.Tests.Server;
using Spacemesh.Poet.Verification;
using Spacemesh.Poet.Work;
using Spacemesh.Runtime;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Poet.Tests.Vectors;

/// <summary>The folders that each case describes in words are those of a reference server, which ours takes over.</summary>
[VectorFile("03-worker")]
internal sealed class WorkerVectors : VectorSuite
{
    private static readonly byte[] Statement = [.. Enumerable.Range(0, 32).Select(value => (byte)value)];

    public override void Check(VectorCase vector)
    {
        using var folder = new TemporaryFolder();
        string rounds = folder["data/rounds"];
        Directory.CreateDirectory(rounds);
        foreach (var round in vector.In.GetProperty("rounds").EnumerateArray())
            Prepare(rounds, round.GetString()!);

        var published = new List<FinishedRound>();
        var ended = Run(vector.In, folder, published);
        VectorCase.Equal(vector.Out.GetProperty("ended").Flag("ok"), ended is null, $"end ({ended?.Message})");
        if (ended is not null)
            VectorCase.Equal(vector.Out.GetProperty("ended").Text("error"), ended.Message, "text");
        VectorCase.Equal(
            string.Join(' ', vector.Out.GetProperty("left_in_rounds").EnumerateArray().Select(name => name.GetString())),
            string.Join(' ', Directory.EnumerateDirectories(rounds).Select(Path.GetFileName).Order(StringComparer.Ordinal)),
            "folders left");
        VectorCase.Equal(vector.Out.Flag("thread_id_file"), File.Exists(folder["data/round.tid"]), "thread id file");
        VectorCase.Equal(vector.Out.GetProperty("published_in_order").GetArrayLength(), published.Count, "rounds published");
        foreach (var (expected, actual) in vector.Out.GetProperty("published_in_order").EnumerateArray().Zip(published))
            CheckPublished(expected, actual);
    }

    private static void CheckPublished(JsonElement expected, FinishedRound actual)
    {
        VectorCase.Equal(expected.U32("round"), actual.Round, "round");
        if (expected.Has("leaves"))
            VectorCase.Equal(expected.U64("leaves"), actual.Proof.LeafCount, "leaves");
        if (expected.Has("verdict_for_first_statement"))
            VectorCase.Equal(expected.Flag("verdict_for_first_statement"), WorkVerifier.Verify(Statement, actual.Proof).IsValid, "verdict");
    }

    private static PoetStateException? Run(JsonElement given, TemporaryFolder folder, List<FinishedRound> published)
    {
        // "in 600 ms" becomes virtual: the clock stands so that the round's end is that far away.
        bool past = given.Text("round_end") == "past";
        var scheduler = new VirtualScheduler();
        uint round = given.GetProperty("closed_rounds").GetArrayLength() > 0 ? given.GetProperty("closed_rounds")[0].U32("round") : 9;
        var end = scheduler.UtcNow + (past ? TimeSpan.FromDays(-30) : TimeSpan.FromMilliseconds(600));
        var epoch = TimeSpan.FromHours(1);
        var schedule = new RoundSchedule(end - ((round + 1) * epoch), epoch, TimeSpan.Zero, TimeSpan.Zero);
        var options = RunningServer.Options(folder, schedule);
        var closed = Channel.CreateUnbounded<ClosedRound>();
        foreach (var one in given.GetProperty("closed_rounds").EnumerateArray())
            closed.Writer.TryWrite(new ClosedRound(one.U32("round"), one.Hex("statement")));
        closed.Writer.Complete();
        var executor = new ThreadIdExecutor(new MeteredWorkExecutor(scheduler.TimeProvider, 2000), folder["data/round.tid"]);
        var worker = new RoundWorker(options, executor, new InlineWorkPool(), scheduler.TimeProvider, new PoetMetrics(), NullLogger.Instance);
        try
        {
            scheduler.Run(() => worker.RunAsync(
                closed.Reader,
                finished =>
                {
                    published.Add(finished);
                    return Task.CompletedTask;
                },
                default));
            return null;
        }
        catch (PoetStateException exception)
        {
            return exception;
        }
    }

    private static void Prepare(string rounds, string description)
    {
        var parts = description.Split(": ", 2);
        string path = Path.Combine(rounds, parts[0]);
        Directory.CreateDirectory(path);
        if (parts[1] == "empty")
            return;
        bool finished = parts[1].StartsWith("finished", StringComparison.Ordinal);
        bool started = parts[1].StartsWith("executing", StringComparison.Ordinal);
        ulong leaves = finished ? 9UL : parts[1].Contains("layer files") && !parts[1].Contains("no layer files") ? 1000UL : 0UL;
        var state = new ReferenceRoundState(
            started ? "2024-10-14T20:00:01Z" : "0001-01-01T00:00:00Z", [], Statement, [], leaves, finished ? new PoetMerkleProof(new byte[32], [], []) : null);
        File.WriteAllBytes(Path.Combine(path, ReferenceRoundState.FileName), state.Encode());
        if (finished || leaves == 0)
            return;
        var work = new SequentialWork(new MemoryWorkStore(Statement));
        work.Advance(leaves);
        using var file = File.Create(Path.Combine(path, "layercache_0.bin"));
        foreach (var nodes in work.Store.ReadNodes())
            file.Write(nodes.Span);
    }

    /// <summary>Leaves the file that a working thread leaves.</summary>
    private sealed class ThreadIdExecutor(IWorkExecutor inner, string path) : IWorkExecutor
    {
        public async Task RunAsync(SequentialWork work, DateTimeOffset end, CancellationToken cancellationToken)
        {
            await using (File.Create(path))
            {
            }

            await inner.RunAsync(work, end, cancellationToken);
        }
    }
}
