using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>Which identity contributed what to which ATX (table <c>posts</c>; spec 10 §6.1).</summary>
public interface IPostStore
{
    /// <summary>One row an ATX and identity.</summary>
    InsertOutcome Add(PostRecord post);

    /// <summary>The ATX that this identity must name as previous when it publishes in an epoch: of the highest epoch before it; of several there the last.</summary>
    AtxId? PreviousFor(NodeId identity, EpochId publishEpoch);

    /// <summary>
    /// The ATX's list of previous ones, up to the highest position; a zero id where none is stored. Of several rows for one position
    /// the greatest identity's counts. Null without rows.
    /// </summary>
    IReadOnlyList<AtxId>? PreviousList(AtxId atx);

    /// <summary>The ATX in which this identity names a previous one (null: none): lowest epoch, then first.</summary>
    AtxId? WithPrevious(NodeId identity, AtxId? previous);

    /// <summary>The first two of the same order.</summary>
    AtxPair? SharingPrevious(NodeId identity, AtxId? previous);

    uint? Units(AtxId atx, NodeId identity);

    /// <summary>Ascending by identity; null without rows.</summary>
    IReadOnlyList<(NodeId Identity, uint Units)>? AllUnits(AtxId atx);
}
