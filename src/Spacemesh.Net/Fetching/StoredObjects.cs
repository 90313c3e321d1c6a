using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire;

namespace Spacemesh.Net.Fetching;

/// <summary>What this node has: such objects are not asked for.</summary>
/// <param name="contains">Whether it has an object of this kind and padded id.</param>
public sealed class StoredObjects(Func<ObjectKind, Hash32, bool> contains)
{
    /// <param name="state">The stored ones.</param>
    /// <param name="hasProposal">Those in memory.</param>
    public StoredObjects(IStateDatabase state, Func<ProposalId, bool> hasProposal)
        : this((kind, id) => kind == ObjectKind.Proposal ? hasProposal(id.ToProposalId()) : state.Blobs.Contains(BlobOf(kind), id))
    {
    }

    public bool Contains(ObjectKind kind, Hash32 id) => contains(kind, id);

    /// <summary>Name of the kind on the wire (spec 08 §6.3).</summary>
    internal static string HintOf(ObjectKind kind) => kind == ObjectKind.Proposal ? BlobHints.Proposal : BlobHints.NameOf(BlobOf(kind));

    private static BlobHint BlobOf(ObjectKind kind) => kind switch
    {
        ObjectKind.Atx => BlobHint.Atx,
        ObjectKind.Ballot => BlobHint.Ballot,
        ObjectKind.Block => BlobHint.Block,
        ObjectKind.BlockTransaction or ObjectKind.ProposalTransaction => BlobHint.Transaction,
        ObjectKind.PoetProof => BlobHint.Poet,
        ObjectKind.Malfeasance => BlobHint.Malfeasance,
        ObjectKind.ActiveSet => BlobHint.ActiveSet,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
