using Spacemesh.Services.Smeshing.Signing;

namespace Spacemesh.Services.Smeshing.Tests.World;

internal sealed class MemoryDrafts : IAtxDrafts
{
    private readonly Dictionary<(NodeId, EpochId), byte[]> _drafts = [];

    public byte[]? Find(NodeId identity, EpochId publish) => _drafts.GetValueOrDefault((identity, publish));

    public void Put(NodeId identity, EpochId publish, ReadOnlySpan<byte> content) => _drafts[(identity, publish)] = content.ToArray();
}
