using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Smeshing.Foresight;

/// <summary>How fast this machine proves, measured over the data itself in a few seconds.</summary>
/// <param name="BytesPerSecond">Data scanned a second, disk and processor together.</param>
/// <param name="HashesPerSecond">RandomX hashes a second, all threads together.</param>
public sealed record ProvingRates(double BytesPerSecond, double HashesPerSecond)
{
    /// <summary>Hashes with the whole dataset in memory for one without it: the dataset is not made just to be measured.</summary>
    private const double FastFactor = 6;

    private const long SampleSize = 256L << 20;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(1);

    /// <param name="directories">The data.</param>
    /// <param name="proving">Nonces and threads.</param>
    /// <param name="isFast">Whether proofs of work are searched with the whole dataset in memory.</param>
    /// <param name="randomX">RandomX without it.</param>
    /// <param name="pool">Cores.</param>
    /// <param name="time">Measures.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null where there is no data to measure over.</returns>
    /// <exception cref="PostDataException">The data cannot be read.</exception>
    public static async ValueTask<ProvingRates?> MeasureAsync(
        PostDataDirectories directories, ProvingOptions proving, bool isFast, IRandomX randomX, IWorkPool pool, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directories);
        ArgumentNullException.ThrowIfNull(proving);
        ArgumentNullException.ThrowIfNull(randomX);
        ArgumentNullException.ThrowIfNull(time);
        if (directories.Files().Where(file => file.Length > 0).OrderByDescending(file => file.Length).FirstOrDefault() is not { } largest)
            return null;
        var scan = await new ProvingBenchmark(pool, time).ScanAsync(largest.Path, Math.Min(largest.Length, SampleSize), proving.Nonces, Duration, cancellationToken);
        double one = await pool.RunAsync(token => HashRate(randomX, time, token), WorkPriority.Low, cancellationToken);
        int threads = Math.Min(proving.Threads ?? pool.Parallelism, pool.Parallelism);
        return new ProvingRates(scan.Bytes / Math.Max(scan.Seconds, 1e-9), one * threads * (isFast ? FastFactor : 1));
    }

    private static double HashRate(IRandomX randomX, TimeProvider time, CancellationToken cancellationToken)
    {
        byte[] input = new byte[K2Pow.InputLength];
        byte[] hash = new byte[IRandomX.HashLength];
        long start = time.GetTimestamp();
        int hashes = 0;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            input[0] = (byte)hashes++;
            randomX.Hash(input, hash);
        }
        while (time.GetElapsedTime(start) < Duration / 4);
        return hashes / time.GetElapsedTime(start).TotalSeconds;
    }
}
