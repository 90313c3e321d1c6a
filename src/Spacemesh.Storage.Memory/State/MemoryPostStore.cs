using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory.State;

internal sealed class MemoryPostStore(IDataSource<StateData> source) : IPostStore
{
    public InsertOutcome Add(PostRecord post) => source.Write(data => data.Posts.TryAdd(post)) ? InsertOutcome.Added : InsertOutcome.ObjectExists;

    public AtxId? PreviousFor(NodeId identity, EpochId publishEpoch) => source.Read(data =>
        data.PostsByIdentity[identity].Where(post => post.PublishEpoch < publishEpoch).Reverse().OrderByDescending(post => post.PublishEpoch).FirstOrDefault()?.Atx);

    public IReadOnlyList<AtxId>? PreviousList(AtxId atx) => source.Read(data =>
        PreviousLists.Of(data.PostsByAtx[atx].OrderBy(post => post.Identity).Select(post => ((long)post.PreviousIndex, post.PreviousAtx)).ToList()));

    public AtxId? WithPrevious(NodeId identity, AtxId? previous) => source.Read(data => Using(data, identity, previous).FirstOrDefault()?.Atx);

    public AtxPair? SharingPrevious(NodeId identity, AtxId? previous) => source.Read(data =>
        Using(data, identity, previous).Take(2).ToList() is [var first, var second] ? new AtxPair(first.Atx, second.Atx) : (AtxPair?)null);

    public uint? Units(AtxId atx, NodeId identity) => source.Read(data => data.Posts.Find((atx, identity))?.Units);

    public IReadOnlyList<(NodeId Identity, uint Units)>? AllUnits(AtxId atx) => source.Read(data =>
        data.PostsByAtx[atx].OrderBy(post => post.Identity).Select(post => (post.Identity, post.Units)).ToList() is { Count: > 0 } rows ? rows : null);

    private static IEnumerable<PostRecord> Using(StateData data, NodeId identity, AtxId? previous) =>
        data.PostsByIdentity[identity].Where(post => post.PreviousAtx == previous).OrderBy(post => post.PublishEpoch);
}
