using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>
/// ATXs and their blobs (tables <c>atxs</c>, <c>atx_blobs</c>; spec 10 §6.1). "First" and "last" among equals mean the order of
/// insertion. Null means not found.
/// </summary>
public interface IAtxStore
{
    /// <summary>Adds an ATX and its blob; a known id leaves both as they are.</summary>
    InsertOutcome Add(AtxRecord atx, AtxBlob blob);

    /// <summary>Adds an ATX of a checkpoint with the units of its identities.</summary>
    InsertOutcome AddCheckpointed(CheckpointedAtx atx);

    AtxRecord? Find(AtxId id);

    /// <summary>Checkpointed ATXs are contained too.</summary>
    bool Contains(AtxId id);

    /// <summary>The bytes as received; empty for a checkpointed ATX.</summary>
    AtxBlob? Blob(AtxId id);

    /// <summary>An ATX of this smesher published in this epoch: the first.</summary>
    AtxId? InEpochBy(EpochId publishEpoch, NodeId smesher);

    /// <summary>By epoch, then id; the window's direction is not looked at.</summary>
    IReadOnlyList<AtxRecord> List(AtxFilter filter, ListWindow window);

    /// <summary>ATXs published in an epoch, or ever.</summary>
    ulong Count(EpochId? publishEpoch);

    /// <summary>Ascending; checkpointed ATXs and those of malicious smeshers too.</summary>
    IReadOnlyList<AtxId> InEpoch(EpochId publishEpoch);

    /// <summary>By epoch, then id.</summary>
    IReadOnlyList<AtxId> All();

    /// <summary>Highest publish epoch; 0 without ATXs.</summary>
    EpochId LatestEpoch();

    /// <summary>Highest epoch, then latest receipt, then first.</summary>
    AtxId? LastBy(NodeId smesher);

    /// <summary>Lowest epoch; of several there the last.</summary>
    AtxId? FirstBy(NodeId smesher);

    /// <summary>Coinbase of the smesher's ATX of the highest epoch; of several there the first.</summary>
    Address? CoinbaseOf(NodeId smesher);

    /// <summary>Commitment of the smesher: of its highest epoch that has one; of several there the first.</summary>
    AtxId? CommitmentOf(NodeId smesher);

    /// <summary>The VRF nonce that counts in a target epoch: of the highest publish epoch before it; of several there the smallest as a signed number.</summary>
    ulong? VrfNonceOf(NodeId smesher, EpochId targetEpoch);

    /// <summary>The nonce of an ATX; 0 where the row has none.</summary>
    ulong? VrfNonceOf(AtxId id);

    /// <summary>Two ATXs of one epoch that both hold PoST of this identity: the lowest ids. Merged ATXs of others count.</summary>
    AtxPair? DoublePublish(NodeId identity, EpochId publishEpoch);

    /// <summary>Two ATXs of one epoch that use the same marriage ATX: the lowest ids.</summary>
    AtxPair? MergeConflict(AtxId marriageAtx, EpochId publishEpoch);

    /// <summary>
    /// The ATX to build on: the highest accepted one of the last two publish epochs, of smeshers without a proof in
    /// <see cref="IMaliciousIdentityStore"/>. Order: height (as a signed number; sums beyond 2⁶³ − 1 on top) descending, epoch
    /// descending, id ascending. Among equal heights the preferred smesher's wins; height 0 only for it (spec 10 §6.1).
    /// </summary>
    AtxId? Highest(NodeId? preferred, Func<AtxId, bool> accept);

    /// <summary>Per smesher (ascending) its newest ATXs: epoch descending, then first.</summary>
    IReadOnlyList<AtxRecord> NewestPerSmesher(int count);

    /// <summary>Every ATX published from <paramref name="from"/> to <paramref name="to"/>, in no order, for the consensus cache.</summary>
    void ReadEntries(EpochId from, EpochId to, AtxEntryReceiver receive);

    /// <summary>By id.</summary>
    IReadOnlyList<AtxGrading> ForGrading(EpochId publishEpoch);

    /// <summary>By id, each with whether its smesher has a proof in <see cref="IMaliciousIdentityStore"/>.</summary>
    IReadOnlyList<(AtxId Id, bool Malicious)> WithMalice(EpochId publishEpoch);

    /// <summary>Does nothing for an unknown id.</summary>
    void SetValidity(AtxId id, AtxValidity validity);

    /// <summary>Overwrites a VRF nonce: only for the repair of rows that release 1.7.5 wrote (spec 10 §3.1).</summary>
    void SetVrfNonce(AtxId id, ulong nonce);
}
