using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Runtime;

namespace Spacemesh.Post.Proving;

/// <summary>Measures the scan over any file, with a difficulty that nothing satisfies (spec 02 §12.2).</summary>
public sealed partial class ProvingBenchmark(IWorkPool pool, TimeProvider time)
{
    private const int BlockSize = 1 << 20;
    private const int ReadsInFlight = 8;
    private const int AdviseDoNotNeed = 4;

    /// <summary>Reads and scans the first <paramref name="size"/> bytes again and again for at least <paramref name="duration"/>.</summary>
    /// <returns>Seconds taken and bytes scanned.</returns>
    /// <exception cref="PostDataException">The file cannot be read.</exception>
    public ValueTask<(double Seconds, long Bytes)> ScanAsync(string path, long size, uint nonces, TimeSpan duration, CancellationToken cancellationToken = default)
    {
        new ProvingOptions { Nonces = nonces }.Validate();
        return RepeatAsync(path, size, nonces, duration, cancellationToken);
    }

    /// <summary>Reads once without scanning: what the disk gives.</summary>
    public ValueTask<(double Seconds, long Bytes)> ReadAsync(string path, long size, CancellationToken cancellationToken = default) =>
        RepeatAsync(path, size, 0, TimeSpan.Zero, cancellationToken);

    /// <summary>Scans a buffer in memory on one thread of the pool: what a core gives.</summary>
    public async ValueTask<double> BytesPerSecondPerThreadAsync(uint nonces, TimeSpan duration, CancellationToken cancellationToken = default)
    {
        return await pool.RunAsync(
            token =>
            {
                using var keys = Keys(nonces);
                using var scanner = new LabelScanner(ScanKernels.Best);
                byte[] data = new byte[4 * BlockSize];
                new SeededRandom(1).Fill(data);
                long start = time.GetTimestamp();
                long bytes = 0;
                do
                {
                    token.ThrowIfCancellationRequested();
                    scanner.Scan(data, 0, keys, default, []);
                    bytes += data.Length;
                }
                while (time.GetElapsedTime(start) < duration);
                return bytes / time.GetElapsedTime(start).TotalSeconds;
            },
            WorkPriority.Normal,
            cancellationToken);
    }

    private static NonceKeys Keys(uint nonces) => new(default, 0, new ulong[nonces / NonceGroups.NoncesPerGroup]);

    private async ValueTask<(double Seconds, long Bytes)> RepeatAsync(string path, long size, uint nonces, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var keys = Keys(nonces);
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, FileOptions.Asynchronous | FileOptions.SequentialScan);
            double seconds = 0;
            long bytes = 0;
            do
            {
                DropCache(file);
                long start = time.GetTimestamp();
                await PassAsync(file, size, keys, cancellationToken);
                seconds += time.GetElapsedTime(start).TotalSeconds;
                bytes += size;
            }
            while (seconds < duration.TotalSeconds);
            return (seconds, bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PostDataException(path, $"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private async Task PassAsync(SafeFileHandle file, long size, NonceKeys keys, CancellationToken cancellationToken)
    {
        long next = 0;
        async Task LaneAsync()
        {
            using var buffer = new AlignedOwner(BlockSize);
            using var scanner = new LabelScanner(ScanKernels.Best);
            var good = new List<GoodLabel>();
            for (long at; (at = Interlocked.Add(ref next, BlockSize) - BlockSize) < size;)
            {
                int length = (int)Math.Min(BlockSize, size - at);
                for (int read = 0, more; read < length; read += more)
                {
                    more = await RandomAccess.ReadAsync(file, buffer.Memory[read..length], at + read, cancellationToken);
                    if (more == 0)
                        throw new IOException($"it ends at {at + read}");
                }

                if (keys.GroupCount == 0)
                    continue;
                await pool.RunAsync(
                    _ =>
                    {
                        scanner.Scan(buffer.Memory.Span[..length], (ulong)at / 16, keys, default, good);
                        return 0;
                    },
                    WorkPriority.Normal,
                    cancellationToken);
            }
        }

        int lanes = ReadsInFlight + pool.Parallelism;
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(_ => LaneAsync()).ToArray());
    }

    // A second pass over a cached file would measure memory.
    private static void DropCache(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = Advise((int)file.DangerousGetHandle(), 0, 0, AdviseDoNotNeed);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            // No such call in this C library.
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(int file, nint offset, nint length, int advice);

    private sealed class AlignedOwner(int length) : IDisposable
    {
        private readonly AlignedBuffer _buffer = new(length);

        public Memory<byte> Memory => _buffer.Memory;

        public void Dispose() => ((IDisposable)_buffer).Dispose();
    }
}
