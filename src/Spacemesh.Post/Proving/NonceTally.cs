namespace Spacemesh.Post.Proving;

/// <summary>The good labels found so far for each nonce of a pass; the first nonce with K2 of them wins (spec 02 §6.3).</summary>
internal sealed class NonceTally
{
    private readonly uint _firstNonce;
    private readonly uint _k2;
    private readonly List<ulong>[] _indices;

    public NonceTally(uint firstNonce, uint nonces, uint k2)
    {
        _firstNonce = firstNonce;
        _k2 = k2;
        _indices = [.. Enumerable.Range(0, (int)nonces).Select(_ => new List<ulong>())];
    }

    /// <summary>The lists by nonce, from the first on.</summary>
    public IReadOnlyList<IReadOnlyList<ulong>> Lists => _indices;

    /// <summary>Takes over lists that were stored.</summary>
    public void Restore(IReadOnlyList<IReadOnlyList<ulong>> lists)
    {
        for (int i = 0; i < _indices.Length; i++)
        {
            _indices[i].Clear();
            _indices[i].AddRange(lists[i]);
        }
    }

    /// <summary>Counts a label; true when its nonce has enough.</summary>
    public bool Add(GoodLabel label)
    {
        var list = _indices[label.Nonce - _firstNonce];
        if (list.Count < _k2)
            list.Add(label.Index);
        return list.Count >= _k2;
    }

    public IReadOnlyList<ulong> IndicesOf(uint nonce) => _indices[nonce - _firstNonce];
}
