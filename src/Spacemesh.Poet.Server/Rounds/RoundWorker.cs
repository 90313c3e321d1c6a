using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Spacemesh.Poet.Server.Storage;
using Spacemesh.Poet.Work;
using Spacemesh.Runtime;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Poet.Server.Rounds;

/// <summary>
/// Works on closed rounds, one after the other (spec 03 §10.5). Owned by <see cref="PoetService"/>, which ends it by cancelling;
/// the round in work then stays on the disk and is resumed at the next start.
/// </summary>
public sealed partial class RoundWorker
{
    private readonly PoetServerOptions _options;
    private readonly IWorkExecutor _executor;
    private readonly IWorkPool _pool;
    private readonly TimeProvider _time;
    private readonly PoetMetrics _metrics;
    private readonly ILogger _log;
    private readonly string _root;
    private readonly HashSet<uint> _published = [];

    public RoundWorker(PoetServerOptions options, IWorkExecutor executor, IWorkPool pool, TimeProvider time, PoetMetrics metrics, ILogger log)
    {
        _options = options;
        _executor = executor;
        _pool = pool;
        _time = time;
        _metrics = metrics;
        _log = log;
        _root = Path.Combine(options.DataDirectory, "rounds");
    }

    /// <summary>Resumes what a stop or crash left, then works on rounds as they close; <paramref name="publish"/> gets each proof.</summary>
    /// <exception cref="PoetStateException">A folder cannot be understood or a round cannot be resumed.</exception>
    public async Task RunAsync(ChannelReader<ClosedRound> closed, Func<FinishedRound, Task> publish, CancellationToken cancellationToken)
    {
        DurableFile.CreatePrivateDirectory(_root);
        foreach (var folder in Recover())
            await ResumeAsync(folder, publish, cancellationToken);

        await foreach (var round in closed.ReadEachAsync(cancellationToken))
        {
            if (_published.Contains(round.Round))
                continue;
            if (_options.Schedule.End(round.Round) < _time.GetUtcNow())
            {
                LogPastRound(_log, round.Round);
                continue;
            }

            try
            {
                await ExecuteAsync(round, publish, cancellationToken);
            }
            catch (Exception exception) when (exception is PoetStateException or IOException or UnauthorizedAccessException or InvalidDataException)
            {
                LogRoundFailed(_log, round.Round, exception);
            }
        }
    }

    private List<RoundFolder> Recover()
    {
        var folders = new List<RoundFolder>();
        foreach (string path in Directory.EnumerateDirectories(_root))
        {
            string name = Path.GetFileName(path);
            if (!uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out uint round))
                throw new PoetStateException($"failed to recover: entry is not an uint32 {name}");
            folders.Add(new RoundFolder(_root, round));
        }

        return [.. folders.OrderBy(folder => folder.Round)];
    }

    private async Task ResumeAsync(RoundFolder folder, Func<FinishedRound, Task> publish, CancellationToken cancellationToken)
    {
        var state = folder.LoadReferenceState();
        var proof = folder.LoadProof() ?? (state?.Proof is { } finished ? new PoetProof(finished, state.LeafCount) : null);
        if (proof is { } found)
        {
            await publish(new FinishedRound(folder.Round, found));
            _published.Add(folder.Round);
            folder.Delete();
            return;
        }

        if (!folder.HasWork)
        {
            if (state is null || state.IsOpen)
            {
                folder.Delete();
                return;
            }

            TakeOver(folder, state);
        }

        folder.RemoveReferenceFiles();
        using var store = FileWorkStore.Open(folder.Path, _options.Members.SyncToDisk, _time, _options.CheckpointInterval);
        await WorkAsync(folder, store, publish, cancellationToken);
    }

    private void TakeOver(RoundFolder folder, ReferenceRoundState state)
    {
        LogTakeOver(_log, folder.Round, state.LeafCount);
        WriteNoThread();
        ReferenceLayers.Import(
            folder.Path, folder.Path, state.Statement, state.LeafCount, Layer, _options.Members.SyncToDisk, _time, _options.CheckpointInterval).Dispose();
    }

    private async Task ExecuteAsync(ClosedRound round, Func<FinishedRound, Task> publish, CancellationToken cancellationToken)
    {
        var folder = new RoundFolder(_root, round.Round);
        using var store = folder.HasWork
            ? FileWorkStore.Open(folder.Path, _options.Members.SyncToDisk, _time, _options.CheckpointInterval)
            : FileWorkStore.Create(folder.Path, round.Statement, Layer, _options.Members.SyncToDisk, _time, _options.CheckpointInterval);
        await WorkAsync(folder, store, publish, cancellationToken);
    }

    private async Task WorkAsync(RoundFolder folder, FileWorkStore store, Func<FinishedRound, Task> publish, CancellationToken cancellationToken)
    {
        uint round = folder.Round;
        var end = _options.Schedule.End(round);
        var work = new SequentialWork(store);
        LogStarted(_log, round, work.LeafCount, end, work.Kernel.Name, store.Layer);
        _metrics.RoundStarted(round, () => work.LeafCount);
        var progress = new RoundProgress(work, end, _time);
        await using var timer = _time.CreateTimer(_ => Report(round, store, progress), null, _options.ProgressInterval, _options.ProgressInterval);
        try
        {
            await _executor.RunAsync(work, end, cancellationToken);
        }
        finally
        {
            Save(store, work, round);
        }

        var proof = await WorkProver.Prove(work, _pool, PoetParameters.SecurityParameter, cancellationToken);
        LogProved(_log, round, proof.LeafCount, progress.Rate, _time.GetUtcNow() - end);
        folder.SaveProof(proof, _options.Members.SyncToDisk);
        await publish(new FinishedRound(round, proof));
        _published.Add(round);
        _metrics.RoundEnded(round);
        store.Dispose();
        folder.Delete();
    }

    private int Layer => FileWorkStore.LayerFor(
        checked((ulong)Math.Max(1, _options.Schedule.RoundDuration.TotalSeconds) * _options.EstimatedLeavesPerSecond), _options.MaxWorkBytes);

    private void Save(FileWorkStore store, SequentialWork work, uint round)
    {
        try
        {
            store.Save(work.Checkpoint);
        }
        catch (IOException exception)
        {
            LogSaveFailed(_log, round, exception);
        }
    }

    private void Report(uint round, FileWorkStore store, RoundProgress progress)
    {
        if (store.Failure is { } failure)
            LogSaveFailed(_log, round, failure);
        LogProgress(_log, round, progress.LeafCount, progress.Rate, progress.ExpectedLeaves, progress.Remaining);
    }

    /// <summary>Taking over counts as starting: the file exists from then on, even if the work fails.</summary>
    private void WriteNoThread() => File.WriteAllText(Path.Combine(_options.DataDirectory, PoetService.ThreadIdFile), "-1");

    [LoggerMessage(5000, LogLevel.Information, "round {Round}: working from leaf {Leaves} until {End} ({Kernel}, keeping layer {Layer})")]
    private static partial void LogStarted(ILogger log, uint round, ulong leaves, DateTimeOffset end, string kernel, int layer);

    [LoggerMessage(5001, LogLevel.Information, "round {Round}: {Leaves} leaves, {Rate:F0} leaves/s, {Expected} expected at the end in {Remaining}")]
    private static partial void LogProgress(ILogger log, uint round, ulong leaves, double rate, ulong expected, TimeSpan remaining);

    [LoggerMessage(5002, LogLevel.Information, "round {Round}: proof of {Leaves} leaves ({Rate:F0} leaves/s) ready {Delay} after the round's end")]
    private static partial void LogProved(ILogger log, uint round, ulong leaves, double rate, TimeSpan delay);

    [LoggerMessage(5003, LogLevel.Warning, "round {Round} ended before its work could begin; it gets no proof")]
    private static partial void LogPastRound(ILogger log, uint round);

    [LoggerMessage(5004, LogLevel.Error, "round {Round} failed; its folder is kept")]
    private static partial void LogRoundFailed(ILogger log, uint round, Exception exception);

    [LoggerMessage(5005, LogLevel.Error, "round {Round}: its state cannot be written; the work goes on in memory")]
    private static partial void LogSaveFailed(ILogger log, uint round, Exception exception);

    [LoggerMessage(5006, LogLevel.Information, "round {Round}: taking over {Leaves} leaves of another PoET server")]
    private static partial void LogTakeOver(ILogger log, uint round, ulong leaves);
}
