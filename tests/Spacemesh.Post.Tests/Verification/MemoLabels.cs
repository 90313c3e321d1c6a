using Spacemesh.Post.Labels;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Tests.Verification;

/// <summary>Remembers labels, because the golden proofs point to the same ones again and again.</summary>
internal sealed class MemoLabels(ILabelEngine inner) : ILabelEngine
{
    private readonly Dictionary<(uint N, LabelId Id), Hash32> _known = [];

    public string Name => inner.Name;

    public int PreferredBatch => inner.PreferredBatch;

    public VrfCandidate? Compute(in Commitment commitment, uint n, ulong first, Span<byte> labels, ReadOnlySpan<byte> threshold = default) =>
        inner.Compute(commitment, n, first, labels, threshold);

    public void ComputeAt(uint n, ReadOnlySpan<LabelId> ids, Span<Hash32> labels)
    {
        LabelId[] missing = [.. ids.ToArray().Where(id => !_known.ContainsKey((n, id))).Distinct()];
        var computed = new Hash32[missing.Length];
        inner.ComputeAt(n, missing, computed);
        for (int i = 0; i < missing.Length; i++)
            _known.Add((n, missing[i]), computed[i]);
        for (int i = 0; i < ids.Length; i++)
            labels[i] = _known[(n, ids[i])];
    }

    public void Dispose() => inner.Dispose();
}
