using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Node.Alone;

/// <summary>Fetching of a node without peers: what is not stored is not to be had.</summary>
internal sealed class LocalFetcher(IStateDatabase state) : IObjectFetcher
{
    public Task FetchAsync(ObjectKind kind, IReadOnlyCollection<Hash32> ids, CancellationToken cancellationToken = default)
    {
        var absent = ids.Where(id => HintOf(kind) is not { } hint || !state.Blobs.Contains(hint, id)).ToDictionary(id => id, _ => Verdict.Ignore("no peers"));
        return absent.Count == 0 ? Task.CompletedTask : Task.FromException(new ObjectFetchException(kind, absent));
    }

    public void Hint(PeerId peer, IEnumerable<Hash32> ids)
    {
    }

    private static BlobHint? HintOf(ObjectKind kind) => kind switch
    {
        ObjectKind.Atx => BlobHint.Atx,
        ObjectKind.Ballot => BlobHint.Ballot,
        ObjectKind.Block => BlobHint.Block,
        ObjectKind.BlockTransaction or ObjectKind.ProposalTransaction => BlobHint.Transaction,
        ObjectKind.PoetProof => BlobHint.Poet,
        ObjectKind.Malfeasance => BlobHint.Malfeasance,
        ObjectKind.ActiveSet => BlobHint.ActiveSet,
        _ => null,
    };
}
