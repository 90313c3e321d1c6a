using Spacemesh.Primitives;

namespace Spacemesh.Hare.Tests;

/// <summary>An index of ATXs given in full.</summary>
internal sealed class GivenAtxs : IHareAtxs
{
    private readonly Dictionary<(EpochId, AtxId), (ulong Base, ulong Height)> _heights = [];

    public HashSet<NodeId> Malicious { get; } = [];

    public void Add(EpochId target, AtxId atx, ulong baseHeight, ulong height) => _heights[(target, atx)] = (baseHeight, height);

    public (ulong Base, ulong Height)? Heights(EpochId target, AtxId atx) => _heights.TryGetValue((target, atx), out var heights) ? heights : null;

    public bool IsMalicious(NodeId smesher) => Malicious.Contains(smesher);
}
