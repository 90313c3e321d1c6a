using System.Globalization;
using Spacemesh.Post.Proving;

namespace Spacemesh.Profiler;

/// <summary>What the measurement means for a smesher, in plain words.</summary>
internal static class Recommendation
{
    private const double Gib = 1L << 30;
    private static readonly uint[] Choices = [288, 256, 224, 192, 160, 128, 96, 64, 48, 32, 16];

    public static async Task<string> MakeAsync(ProvingBenchmark benchmark, string path, long size, int threads, CancellationToken cancellationToken)
    {
        var (seconds, bytes) = await benchmark.ReadAsync(path, size, cancellationToken);
        double disk = bytes / seconds;
        uint chosen = Choices[^1];
        double perThread = 0;
        foreach (uint nonces in Choices)
        {
            chosen = nonces;
            perThread = await benchmark.BytesPerSecondPerThreadAsync(nonces, TimeSpan.FromSeconds(0.3), cancellationToken);
            if (perThread * threads >= disk)
                break;
        }

        int needed = Math.Clamp((int)Math.Ceiling(disk / perThread), 1, threads);
        double rate = Math.Min(disk, perThread * threads);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            This disk reads {disk / Gib:0.00} GiB/s; one thread ({Prover.ScanPath}) scans {perThread / Gib:0.00} GiB/s with {chosen} nonces.
            Recommended: {chosen} nonces and {needed} of {threads} threads. {(perThread * threads >= disk
                ? "The disk is then the limit: more threads would not make it faster."
                : "The processor is the limit even so: give more threads if there are any.")}
            A pass over 256 GiB (4 units) takes about {256 * Gib / rate / 60:0} minutes and finds a proof with a chance of {100 * (1 - Math.Pow(1 - 0.024380, chosen)):0.0} %.
            """);
    }
}
