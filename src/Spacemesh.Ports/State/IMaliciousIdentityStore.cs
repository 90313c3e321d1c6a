using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>Malfeasance proofs of the first format (table <c>identities</c>, spec 10 §6.7): the ones that are served, joined and cached.</summary>
public interface IMaliciousIdentityStore
{
    /// <summary>Keeps the first proof of an identity.</summary>
    void Add(NodeId identity, ScaleBytes proof, long receivedNanoseconds);

    bool Contains(NodeId identity);

    /// <summary>The encoded proof.</summary>
    (ScaleBytes Proof, long ReceivedNanoseconds)? Find(NodeId identity);

    /// <summary>All proofs in order of insertion; the window's direction is not looked at.</summary>
    IReadOnlyList<(NodeId Identity, ScaleBytes Proof)> InOrder(ListWindow window);

    /// <summary>Proofs of all identities or of the given ones, by identity; the window's direction is not looked at.</summary>
    IReadOnlyList<(NodeId Identity, ScaleBytes Proof)> List(IReadOnlyList<NodeId>? identities, ListWindow window);

    /// <summary>Ascending.</summary>
    IReadOnlyList<NodeId> All();
}
