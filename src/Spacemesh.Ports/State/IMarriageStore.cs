using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>Sets of married identities (spec 10 §6.7).</summary>
public interface IMarriageStore
{
    /// <summary>A set id that no row has. Only safe inside the transaction that uses it.</summary>
    MarriageSetId NewSet();

    MarriageOutcome Add(MarriageRecord marriage);

    /// <summary>Moves every member of one set into another.</summary>
    void Relabel(MarriageSetId from, MarriageSetId to);

    MarriageSetId? SetOf(NodeId identity);

    MarriageRecord? Find(NodeId identity);

    /// <summary>In order of insertion; empty for an unknown set.</summary>
    IReadOnlyList<NodeId> Members(MarriageSetId set);

    /// <summary>All rows, by identity.</summary>
    IReadOnlyList<MarriageRecord> All();
}
