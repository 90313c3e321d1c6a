using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>One identity's part in an ATX (table <c>posts</c>).</summary>
/// <param name="Atx">The ATX.</param>
/// <param name="Identity">Who contributed PoST.</param>
/// <param name="PreviousAtx">Its previous ATX; null where it has none.</param>
/// <param name="PreviousIndex">Position in the ATX's list of previous ones.</param>
/// <param name="Units">Declared units.</param>
/// <param name="PublishEpoch">The ATX's publish epoch.</param>
public sealed record PostRecord(AtxId Atx, NodeId Identity, AtxId? PreviousAtx, int PreviousIndex, uint Units, EpochId PublishEpoch);
