using Spacemesh.Primitives;

namespace Spacemesh.Eligibility;

/// <summary>Who is active in an epoch, with weights. The total is a wrapping sum (spec 05 §4.2).</summary>
public sealed class ActiveSet
{
    private readonly IReadOnlyDictionary<NodeId, ActiveSmesher> _smeshers;

    public ActiveSet(IReadOnlyDictionary<NodeId, ActiveSmesher> smeshers)
    {
        _smeshers = smeshers;
        foreach (var smesher in smeshers.Values)
            Total = unchecked(Total + smesher.Weight);
    }

    public ulong Total { get; }

    public int Count => _smeshers.Count;

    /// <summary>The ATXs of the set, ascending.</summary>
    public IReadOnlyList<AtxId> Atxs() => [.. _smeshers.Values.Select(smesher => smesher.Atx).Order()];

    public bool TryGet(NodeId smesher, out ActiveSmesher active) => _smeshers.TryGetValue(smesher, out active);
}
