using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Malfeasance;

/// <summary>Contradictions between a valid ATX of version 1 and what is stored: rows 32 and 33 of spec 04 §7.</summary>
public static class AtxV1Conflicts
{
    /// <param name="network">The network.</param>
    /// <param name="atx">The ATX, not yet stored; its smesher is not known as malicious.</param>
    /// <param name="id">Its id.</param>
    /// <param name="isOwn">Whether an identity is one of this node, which never convicts itself.</param>
    /// <param name="reader">Stored objects.</param>
    public static AtxConflict Find(NetworkParameters network, ActivationTxV1 atx, AtxId id, Func<NodeId, bool> isOwn, IConflictReader reader)
    {
        var epoch = atx.Inner.Challenge.PublishEpoch;
        if (reader.InEpochBy(epoch, atx.SmesherId) is { } earlier && earlier != id)
            return DoublePublish(network, atx, id, earlier, isOwn, reader);
        AtxId? previous = atx.Inner.Challenge.PrevAtxId is var named && named.IsZero() ? null : named;
        if (reader.PreviousFor(atx.SmesherId, epoch) == previous)
            return AtxConflict.None;
        if (isOwn(atx.SmesherId))
            return AtxConflict.Refuse($"{atx.SmesherId} referenced incorrect previous ATX");
        if (reader.WithPrevious(atx.SmesherId, previous) is not { } twin || twin == id)
            return AtxConflict.None;
        return reader.Decode(twin)?.V1 is { } found
            ? new(Proofs.InvalidPrevious(network, atx, found), null)
            : AtxConflict.Refuse($"ATX {twin} with the same previous ATX is checkpointed or of another version");
    }

    private static AtxConflict DoublePublish(NetworkParameters network, ActivationTxV1 atx, AtxId id, AtxId earlier, Func<NodeId, bool> isOwn, IConflictReader reader)
    {
        if (isOwn(atx.SmesherId))
            return AtxConflict.Refuse($"{atx.SmesherId} already published an ATX in epoch {atx.Inner.Challenge.PublishEpoch}");
        return reader.Decode(earlier)?.V1 is { } first
            ? new(Proofs.MultipleAtxs(network, first, earlier, atx, id), null)
            : AtxConflict.Refuse($"ATX {earlier} of the same epoch is checkpointed or of another version");
    }
}
