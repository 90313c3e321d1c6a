using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Malfeasance;

/// <summary>What the detection of contradictions looks up, inside the transaction that stores the ATX.</summary>
public interface IConflictReader
{
    /// <summary>An ATX that this smesher published in this epoch: the first stored.</summary>
    AtxId? InEpochBy(EpochId publishEpoch, NodeId smesher);

    /// <summary>The ATX that the identity must name as previous in this epoch.</summary>
    AtxId? PreviousFor(NodeId identity, EpochId publishEpoch);

    /// <summary>The first ATX in which the identity names this previous one (null: none).</summary>
    AtxId? WithPrevious(NodeId identity, AtxId? previous);

    /// <summary>The stored ATX decoded; null without a blob (checkpointed) or where it does not decode.</summary>
    VersionedAtx? Decode(AtxId id);

    /// <summary>Whether an identity is in the table of the second format.</summary>
    bool IsMaliciousV2(NodeId identity);

    /// <summary>The ATX that married the identity.</summary>
    AtxId? MarriageAtxOf(NodeId identity);

    /// <summary>Two ATXs of one epoch that both hold PoST of the identity.</summary>
    (AtxId First, AtxId Second)? DoublePublish(NodeId identity, EpochId publishEpoch);

    /// <summary>Two ATXs of one epoch that use the same marriage ATX.</summary>
    (AtxId First, AtxId Second)? MergeConflict(AtxId marriageAtx, EpochId publishEpoch);

    /// <summary>Two ATXs in which the identity names the same previous one.</summary>
    (AtxId First, AtxId Second)? SharingPrevious(NodeId identity, AtxId previous);

    /// <summary>The smesher of a stored ATX.</summary>
    NodeId? SmesherOf(AtxId id);
}
