using System.Collections.Concurrent;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Labels;

/// <summary>Labels on the caller's thread, group by group. Working memory is kept for the next call.</summary>
internal sealed class CpuLabelEngine : ILabelEngine
{
    private readonly ILabelMixer _mixer;
    private readonly ConcurrentBag<LabelScratch> _free = [];
    private volatile bool _closed;

    public CpuLabelEngine(ILabelMixer mixer) => _mixer = mixer;

    public string Name => _mixer.Name;

    public int PreferredBatch => _mixer.Width;

    public VrfCandidate? Compute(in Commitment commitment, uint n, ulong first, Span<byte> labels, ReadOnlySpan<byte> threshold = default)
    {
        LabelRange.Require(n, first, labels.Length);
        int count = labels.Length / LabelRange.LabelSize;
        if (count == 0)
            return null;
        var best = new VrfTracker(threshold);
        var scratch = Rent(n);
        try
        {
            int width = _mixer.Width;
            Span<LabelId> ids = stackalloc LabelId[width];
            Span<byte> full = stackalloc byte[width * Bytes32.Length];
            for (int done = 0; done < count; done += width)
            {
                int group = Math.Min(width, count - done);
                for (int i = 0; i < group; i++)
                    ids[i] = new LabelId(commitment, first + (ulong)(done + i));
                _mixer.Compute(scratch, ids[..group], full);
                for (int i = 0; i < group; i++)
                {
                    var label = full.Slice(i * Bytes32.Length, Bytes32.Length);
                    label[..LabelRange.LabelSize].CopyTo(labels[((done + i) * LabelRange.LabelSize)..]);
                    best.Offer(ids[i].Index, label);
                }
            }
        }
        finally
        {
            GiveBack(scratch);
        }

        return best.Candidate;
    }

    public void ComputeAt(uint n, ReadOnlySpan<LabelId> ids, Span<Hash32> labels)
    {
        LabelRange.RequireN(n);
        ArgumentOutOfRangeException.ThrowIfLessThan(labels.Length, ids.Length);
        if (ids.IsEmpty)
            return;
        var scratch = Rent(n);
        try
        {
            int width = _mixer.Width;
            Span<byte> full = stackalloc byte[width * Bytes32.Length];
            for (int done = 0; done < ids.Length; done += width)
            {
                int group = Math.Min(width, ids.Length - done);
                _mixer.Compute(scratch, ids.Slice(done, group), full);
                for (int i = 0; i < group; i++)
                    labels[done + i] = Hash32.FromBytes(full.Slice(i * Bytes32.Length, Bytes32.Length));
            }
        }
        finally
        {
            GiveBack(scratch);
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_free.TryTake(out var scratch))
            scratch.Dispose();
    }

    private LabelScratch Rent(uint n)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        while (_free.TryTake(out var scratch))
        {
            if (scratch.N == n)
                return scratch;
            scratch.Dispose();
        }

        return _mixer.CreateScratch(n);
    }

    private void GiveBack(LabelScratch scratch)
    {
        _free.Add(scratch);
        if (_closed)
            Dispose();
    }
}
