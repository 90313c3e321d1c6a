using Spacemesh.Post.RandomX;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Post.Proving;

/// <summary>
/// Searches on a work pool from 0 upward and gives the smallest solution, whatever the number of threads. RandomX is set up
/// with the first search, so a proof that needs none never fills the dataset.
/// </summary>
public sealed class LocalPowSource(
    Func<CancellationToken, ValueTask<IRandomX>> randomX, IWorkPool pool, int? threads = null, WorkPriority priority = WorkPriority.Normal) : IPowSource
{
    private const int HashesPerWork = 16;

    public LocalPowSource(RandomXPool randomX, RandomXMode mode, IWorkPool pool, int? threads = null, WorkPriority priority = WorkPriority.Normal)
        : this(cancellationToken => randomX.GetAsync(mode, cancellationToken: cancellationToken), pool, threads, priority)
    {
    }

    public async ValueTask<ulong> FindAsync(
        byte group, Hash32 challenge, NodeId nodeId, Hash32 difficulty, IProgress<PowProgress>? progress, CancellationToken cancellationToken)
    {
        var engine = await randomX(cancellationToken);
        var search = new Search(group, challenge, nodeId, difficulty, engine, progress);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        async Task LaneAsync()
        {
            try
            {
                while (search.TryTake(out ulong first))
                    await pool.RunAsync(token => search.Try(first, HashesPerWork, token), priority, stop.Token);
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }

        int lanes = Math.Clamp(threads ?? pool.Parallelism, 1, pool.Parallelism);
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(_ => LaneAsync()).ToArray());
        return search.Found ?? throw new PowNotFoundException($"no proof of work below {difficulty} exists for nonce group {group}");
    }

    private sealed class Search(byte group, Hash32 challenge, NodeId nodeId, Hash32 difficulty, IRandomX engine, IProgress<PowProgress>? progress)
    {
        private readonly double _expected = 1 / Math.Max(Share(difficulty), double.Epsilon);
        private ulong _next;
        private ulong _found = ulong.MaxValue;
        private long _hashes;

        public ulong? Found => Volatile.Read(ref _found) is var found && found != ulong.MaxValue ? found : null;

        // Ranges are handed out in ascending order and all before a solution are finished, so the smallest one wins.
        public bool TryTake(out ulong first)
        {
            first = Interlocked.Add(ref _next, HashesPerWork) - HashesPerWork;
            return first <= K2Pow.MaxPow && first < Volatile.Read(ref _found);
        }

        public int Try(ulong first, int count, CancellationToken cancellationToken)
        {
            Span<byte> input = stackalloc byte[K2Pow.InputLength];
            Span<byte> hash = stackalloc byte[IRandomX.HashLength];
            for (ulong pow = first; pow < first + (ulong)count && pow < Volatile.Read(ref _found); pow++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                K2Pow.WriteInput(input, pow, group, Hash32.Span(in challenge), NodeId.Span(in nodeId));
                engine.Hash(input, hash);
                long hashes = Interlocked.Increment(ref _hashes);
                if (K2Pow.Satisfies(hash, Hash32.Span(in difficulty)))
                    Lower(pow);
                progress?.Report(new PowProgress(group, hashes, _expected));
            }

            return 0;
        }

        private static double Share(Hash32 difficulty)
        {
            double share = 0;
            double unit = 1.0 / 256;
            foreach (byte digit in Hash32.Span(in difficulty)[..16])
            {
                share += digit * unit;
                unit /= 256;
            }

            return share;
        }

        private void Lower(ulong pow)
        {
            ulong known;
            while (pow < (known = Volatile.Read(ref _found)) && Interlocked.CompareExchange(ref _found, pow, known) != known)
            {
            }
        }
    }
}
