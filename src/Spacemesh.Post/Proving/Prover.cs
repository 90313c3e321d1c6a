using Spacemesh.Post.DataDirectory;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Post.Proving;

/// <summary>
/// Makes proofs over a space (spec 02 §6). A proof that is stopped or killed goes on where it was: no finished proof of work
/// is repeated, and at most 1 GiB is read again.
/// </summary>
public sealed class Prover(PostConfig config, IPowSource powSource, IWorkPool pool)
{
    /// <summary>How blocks are scanned on this machine, for the start-up log.</summary>
    public static string ScanPath => ScanKernels.Best.Name;

    /// <summary>Finds a proof for <paramref name="challenge"/>: 32 zero bytes for the initial one, else the PoET proof reference.</summary>
    /// <exception cref="PostDataException">A file is missing, too short or cannot be read; the message names it.</exception>
    /// <exception cref="PostOptionException">An option or the size of the space cannot be used.</exception>
    /// <exception cref="ProofNotFoundException">All 4096 nonces were tried.</exception>
    public async ValueTask<PostProof> ProveAsync(
        PostDataReader reader, Hash32 challenge, ProvingOptions options, IProgress<ProvingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        ulong numLabels = reader.Metadata.NumLabels;
        var difficulty = ProvingDifficulty.Of(config.K1, numLabels);
        reader.RequireComplete();

        var file = ProvingStateFile.For(reader, challenge, config, options);
        var state = file.TryLoad(options) ?? file.Fresh(0);
        while (true)
        {
            var run = new PassRun(reader, challenge, options, progress, state.Scanned);
            state = await FindPowsAsync(run, state, file, cancellationToken);
            using var keys = new NonceKeys(challenge, state.FirstNonce, state.Pows);
            var tally = new NonceTally(state.FirstNonce, options.Nonces, config.K2);
            if (state.Good.Length > 0)
                tally.Restore(state.Good);
            long total = checked((long)numLabels * PostDataLayout.LabelSize);
            void Report(long scanned) => run.Report(ProvingStage.Scanning, state.FirstNonce, state.Pows.Length, null, scanned, total);
            Report(state.Scanned);
            using var pass = new ProvingPass(reader, options, pool, keys, difficulty, tally, state, file.Save, Report);
            if (await pass.RunAsync(cancellationToken) is { } winner)
            {
                file.Delete();
                run.Report(ProvingStage.Done, state.FirstNonce, state.Pows.Length, null, total, total);
                byte[] indices = ProofIndices.Pack(tally.IndicesOf(winner), ProofIndices.BitsPerIndex(numLabels));
                return new PostProof(winner, indices, state.Pows[(winner - state.FirstNonce) / NonceGroups.NoncesPerGroup]);
            }

            state = file.Fresh(state.FirstNonce + options.Nonces);
        }
    }

    // Each is kept as soon as it and all before it are found.
    private async ValueTask<ProvingState> FindPowsAsync(PassRun run, ProvingState state, ProvingStateFile file, CancellationToken cancellationToken)
    {
        uint first = NonceGroups.GroupOf(state.FirstNonce);
        uint groups = run.Options.Nonces / NonceGroups.NoncesPerGroup;
        if (first + groups > NonceGroups.MaxGroups)
        {
            file.Delete();
            throw new ProofNotFoundException(
                $"no proof found with the nonces 0 to {state.FirstNonce - 1}, and no more than {NonceGroups.MaxGroups * NonceGroups.NoncesPerGroup} may be used");
        }

        var metadata = run.Reader.Metadata;
        var difficulty = PowDifficulty.Scale(config.PowDifficulty, metadata.NumUnits);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var searches = new Queue<Task<ulong>>();
        uint begun = (uint)state.Pows.Length;
        try
        {
            while (state.Pows.Length < groups)
            {
                for (; begun < groups && searches.Count < powSource.Parallelism; begun++)
                {
                    var known = state;
                    var progress = new PowReport(pow => run.Report(ProvingStage.ProofOfWork, known.FirstNonce, known.Pows.Length, pow, 0, 0));
                    searches.Enqueue(powSource.FindAsync((byte)(first + begun), run.Challenge, metadata.NodeId, difficulty, progress, stop.Token).AsTask());
                }

                ulong found = await searches.Peek();
                _ = searches.Dequeue();
                state = state with { Pows = [.. state.Pows, found] };
                file.Save(state);
            }
        }
        catch
        {
            Cancel(stop);
            await EndAsync(searches);
            throw;
        }

        return state;
    }

    // What ended the first speaks; the others must have ended before their caller does.
    private static async ValueTask EndAsync(IEnumerable<Task> searches)
    {
        foreach (var search in searches)
        {
            try
            {
                await search;
            }
            catch (Exception exception) when (exception is PostException or OperationCanceledException)
            {
                // Cancelled, or failed as well.
            }
        }
    }

#pragma warning disable VSTHRD103 // CancelAsync runs on the thread pool, away from the scheduler of a simulation
    private static void Cancel(CancellationTokenSource source) => source.Cancel();
#pragma warning restore VSTHRD103

    private sealed record PassRun(PostDataReader Reader, Hash32 Challenge, ProvingOptions Options, IProgress<ProvingProgress>? Progress, long Resumed)
    {
        public void Report(ProvingStage stage, uint firstNonce, int groups, PowProgress? pow, long scanned, long total) =>
            Progress?.Report(new ProvingProgress(stage, firstNonce, firstNonce + Options.Nonces, groups, pow, scanned, total, Resumed));
    }

    private sealed class PowReport(Action<PowProgress> report) : IProgress<PowProgress>
    {
        public void Report(PowProgress value) => report(value);
    }
}
