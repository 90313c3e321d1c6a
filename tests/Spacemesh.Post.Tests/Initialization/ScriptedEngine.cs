using Spacemesh.Post.Labels;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Tests.Initialization;

/// <summary>An engine that tells when it is called and can compute for another identity.</summary>
internal sealed class ScriptedEngine(Action<int>? called = null, Commitment? instead = null) : ILabelEngine
{
    private readonly ILabelEngine _inner = LabelEngines.Best();
    private int _calls;

    public string Name => "scripted";

    public int PreferredBatch => _inner.PreferredBatch;

    public VrfCandidate? Compute(in Commitment commitment, uint n, ulong first, Span<byte> labels, ReadOnlySpan<byte> threshold = default)
    {
        called?.Invoke(Interlocked.Increment(ref _calls));
        return _inner.Compute(instead ?? commitment, n, first, labels, threshold);
    }

    public void ComputeAt(uint n, ReadOnlySpan<LabelId> ids, Span<Hash32> labels) =>
        _inner.ComputeAt(n, instead is { } other ? [.. ids.ToArray().Select(id => id with { Commitment = other })] : ids, labels);

    public void Dispose() => _inner.Dispose();

    public LabelProvider AsProvider() => new(LabelProvider.CpuId, Name, LabelProviderClass.Cpu, () => this);
}
