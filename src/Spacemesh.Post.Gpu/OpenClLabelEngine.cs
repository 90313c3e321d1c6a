using System.Collections.Concurrent;
using System.Diagnostics;
using Spacemesh.Post.Labels;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Gpu;

/// <summary>
/// Labels on an OpenCL device. The first call for an N builds the kernel and, unless told, measures lookup gaps; calls of several
/// threads take turns on the device, so that one copies and checks its labels while the next computes.
/// </summary>
/// <remarks>One lock: _gate, held while the device computes.</remarks>
public sealed class OpenClLabelEngine : ILabelEngine
{
    private const int FullBytes = Bytes32.Length;
    private const int GpuLanesPerUnit = 1024;
    private const int CpuLanesPerUnit = 64;
    private const uint TuneFrom = 512;

    private static readonly uint[] Gaps = [1, 2, 4];
    private static readonly ConcurrentDictionary<(string Device, uint N), uint> BestGaps = new();

    private readonly OpenClDevice _device;
    private readonly OpenClOptions _options;
    private readonly Lock _gate = new();
    private OpenClProgram? _program;
    private uint _n;
    private bool _closed;

    /// <exception cref="PostOptionException">An option cannot be used.</exception>
    public OpenClLabelEngine(OpenClDevice device, OpenClOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        _device = device;
        _options = options ?? new OpenClOptions();
        _options.Validate();
        Name = $"{device.Platform}/{device.Name}";
    }

    public string Name { get; }

    public int PreferredBatch => _program?.Lanes ?? WantedLanes;

    private int WantedLanes => _options.Lanes ?? (int)Math.Max(1, _device.ComputeUnits) * (_device.IsGpu ? GpuLanesPerUnit : CpuLanesPerUnit);

    public VrfCandidate? Compute(in Commitment commitment, uint n, ulong first, Span<byte> labels, ReadOnlySpan<byte> threshold = default)
    {
        LabelRange.Require(n, first, labels.Length);
        var tracker = new VrfTracker(threshold);
        int count = labels.Length / LabelRange.LabelSize;
        byte[] full = [];
        for (int done = 0; done < count;)
        {
            int part;
            lock (_gate)
            {
                var program = Program(n);
                part = Math.Min(program.Lanes, count - done);
                if (full.Length < part * FullBytes)
                    full = GC.AllocateUninitializedArray<byte>(part * FullBytes);
                program.Run(Commitment.Span(in commitment), first + (ulong)done, full.AsSpan(0, part * FullBytes));
            }

            for (int i = 0; i < part; i++)
            {
                var label = full.AsSpan(i * FullBytes, FullBytes);
                label[..LabelRange.LabelSize].CopyTo(labels[((done + i) * LabelRange.LabelSize)..]);
                tracker.Offer(first + (ulong)(done + i), label);
            }

            done += part;
        }

        return tracker.Candidate;
    }

    public void ComputeAt(uint n, ReadOnlySpan<LabelId> ids, Span<Hash32> labels)
    {
        LabelRange.RequireN(n);
        ArgumentOutOfRangeException.ThrowIfLessThan(labels.Length, ids.Length);
        // Scattered labels come in small numbers, where a device gains nothing; neighbours are computed together.
        byte[] full = new byte[FullBytes];
        for (int done = 0; done < ids.Length;)
        {
            int run = 1;
            while (done + run < ids.Length && ids[done + run].Index == ids[done].Index + (ulong)run && ids[done + run].Commitment == ids[done].Commitment)
                run++;
            lock (_gate)
            {
                var program = Program(n);
                run = Math.Min(run, program.Lanes);
                if (full.Length < run * FullBytes)
                    full = new byte[run * FullBytes];
                var commitment = ids[done].Commitment;
                program.Run(Commitment.Span(in commitment), ids[done].Index, full.AsSpan(0, run * FullBytes));
            }

            for (int i = 0; i < run; i++)
                labels[done + i] = Hash32.FromBytes(full.AsSpan(i * FullBytes, FullBytes));
            done += run;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _program?.Dispose();
            _program = null;
        }
    }

    private OpenClProgram Program(uint n)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_program is not null && _n == n)
            return _program;
        _program?.Dispose();
        _program = null;
        uint gap = _options.LookupGap ?? (n < TuneFrom ? 1 : BestGaps.GetOrAdd((Name, n), _ => FastestGap(n)));
        _program = new OpenClProgram(_device, n, gap, WantedLanes);
        _n = n;
        return _program;
    }

    /// <summary>Keeping every chunk saves work, keeping fewer saves memory and its bandwidth: which wins is measured.</summary>
    private uint FastestGap(uint n)
    {
        (uint Gap, double Rate) best = (Gaps[0], 0);
        foreach (uint gap in Gaps)
        {
            try
            {
                using var program = new OpenClProgram(_device, n, gap, WantedLanes);
                byte[] labels = new byte[program.Lanes * FullBytes];
                // A short launch first: the driver finishes the kernel with it.
                program.Run(new byte[FullBytes], 0, labels.AsSpan(0, FullBytes));
                long start = Stopwatch.GetTimestamp();
                program.Run(new byte[FullBytes], 0, labels);
                double rate = program.Lanes / Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (rate > best.Rate)
                    best = (gap, rate);
            }
            catch (OpenClException) when (gap != Gaps[^1])
            {
                // A larger gap needs less memory.
            }
        }

        return best.Gap;
    }
}
