using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Ports.Local;

/// <summary>The running challenge of each own identity (table <c>challenge</c>).</summary>
public interface IChallengeStore
{
    InsertOutcome Add(NodeId identity, NipostChallenge challenge);

    /// <summary>Replaces the fields of the challenge; the PoET proof stays. Does nothing without row.</summary>
    void Update(NodeId identity, NipostChallenge challenge);

    NipostChallenge? Find(NodeId identity);

    UpdateOutcome SetPoetProof(NodeId identity, PoetProofRef reference, MerkleProofV1 membership);

    /// <summary>Null without row, or without membership.</summary>
    (PoetProofRef Reference, MerkleProofV1 Membership)? PoetProof(NodeId identity);

    void Remove(NodeId identity);

    /// <summary>Ascending.</summary>
    IReadOnlyList<NodeId> Identities();
}
