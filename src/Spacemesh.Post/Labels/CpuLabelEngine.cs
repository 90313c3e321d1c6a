using System.Collections.Concurrent;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Labels;

/// <summary>Labels on the caller's thread, group by group. Working memory is kept for the next call.</summary>
internal sealed class CpuLabelEngine : ILabelEngine
{
    private readonly ILabelMixer[] _mixers;
    private readonly ConcurrentBag<LabelScratch> _free = [];
    private volatile bool _closed;

    /// <param name="mixers">The widest first; the narrower ones compute what is left of a range, or few scattered labels.</param>
    public CpuLabelEngine(params ILabelMixer[] mixers) => _mixers = mixers;

    public string Name => _mixers[0].Name;

    public int PreferredBatch => 4 * _mixers[0].Width;

    public VrfCandidate? Compute(in Commitment commitment, uint n, ulong first, Span<byte> labels, ReadOnlySpan<byte> threshold = default)
    {
        LabelRange.Require(n, first, labels.Length);
        int count = labels.Length / LabelRange.LabelSize;
        if (count == 0)
            return null;
        var best = new VrfTracker(threshold);
        int width = _mixers[0].Width;
        Span<LabelId> ids = stackalloc LabelId[width];
        Span<byte> full = stackalloc byte[width * Bytes32.Length];
        var scratch = new Lease(this, n);
        try
        {
            for (int done = 0; done < count;)
            {
                var mixer = Fitting(count - done);
                int group = Math.Min(mixer.Width, count - done);
                for (int i = 0; i < group; i++)
                    ids[i] = new LabelId(commitment, first + (ulong)(done + i));
                mixer.Compute(scratch.For(mixer), ids[..group], full);
                for (int i = 0; i < group; i++)
                {
                    var label = full.Slice(i * Bytes32.Length, Bytes32.Length);
                    label[..LabelRange.LabelSize].CopyTo(labels[((done + i) * LabelRange.LabelSize)..]);
                    best.Offer(ids[i].Index, label);
                }

                done += group;
            }
        }
        finally
        {
            scratch.End();
        }

        return best.Candidate;
    }

    public void ComputeAt(uint n, ReadOnlySpan<LabelId> ids, Span<Hash32> labels)
    {
        LabelRange.RequireN(n);
        ArgumentOutOfRangeException.ThrowIfLessThan(labels.Length, ids.Length);
        if (ids.IsEmpty)
            return;
        Span<byte> full = stackalloc byte[_mixers[0].Width * Bytes32.Length];
        var scratch = new Lease(this, n);
        try
        {
            for (int done = 0; done < ids.Length;)
            {
                var mixer = Fitting(ids.Length - done);
                int group = Math.Min(mixer.Width, ids.Length - done);
                mixer.Compute(scratch.For(mixer), ids.Slice(done, group), full);
                for (int i = 0; i < group; i++)
                    labels[done + i] = Hash32.FromBytes(full.Slice(i * Bytes32.Length, Bytes32.Length));
                done += group;
            }
        }
        finally
        {
            scratch.End();
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_free.TryTake(out var scratch))
            scratch.Dispose();
    }

    /// <summary>The narrowest mixer that takes all that is left, else the widest.</summary>
    private ILabelMixer Fitting(int left)
    {
        var fitting = _mixers[0];
        foreach (var mixer in _mixers)
        {
            if (mixer.Width >= left)
                fitting = mixer;
        }

        return fitting;
    }

    private LabelScratch Rent(ILabelMixer mixer, uint n)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        // A few looks: the bag holds what the threads of this engine gave back, nearly always for one N and the widest mixer.
        for (int looks = 0; looks < _mixers.Length + 1 && _free.TryTake(out var scratch); looks++)
        {
            if (scratch.N == n && scratch.Owner == mixer)
                return scratch;
            if (scratch.N == n)
                _free.Add(scratch);
            else
                scratch.Dispose();
        }

        var made = mixer.CreateScratch(n);
        made.Owner = mixer;
        return made;
    }

    private void GiveBack(LabelScratch scratch)
    {
        // What small calls used is not worth keeping beside the wide table for each thread.
        if (_free.Count > 4 * Environment.ProcessorCount)
        {
            scratch.Dispose();
            return;
        }

        _free.Add(scratch);
        if (_closed)
            Dispose();
    }

    /// <summary>The working memory of one call.</summary>
    private struct Lease(CpuLabelEngine engine, uint n)
    {
        private LabelScratch? _held;

        public LabelScratch For(ILabelMixer mixer)
        {
            if (_held?.Owner == mixer)
                return _held;
            End();
            return _held = engine.Rent(mixer, n);
        }

        public void End()
        {
            if (_held is not null)
                engine.GiveBack(_held);
            _held = null;
        }
    }
}
