using Spacemesh.Node;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Services.Mesh.Intake;

namespace Spacemesh.Simulation;

/// <summary>Fetches objects from the stores of connected nodes, one id after the other, and puts each through its intake.</summary>
internal sealed class StoreFetcher(IPeerRequests requests, IStateDatabase state) : IObjectFetcher
{
    private const string Protocol = "simulation/object";

    private readonly Dictionary<(ObjectKind, Hash32), Task<Verdict>> _running = [];
    private readonly Dictionary<Hash32, PeerId> _hints = [];
    private NodeGraph? _graph;
    private BlockEntry? _blocks;

    /// <summary>Serves this node's objects, and takes in through its graph, until the result is disposed.</summary>
    public IDisposable Attach(NodeGraph graph)
    {
        _graph = graph;
        _blocks = new BlockEntry(graph.Clock, state, graph.Core.Votes, graph.Core.Mesh, this);
        return requests.Serve(Protocol, (_, request, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>(
            Load((ObjectKind)request.Span[0], Hash32.FromBytes(request.Span[1..]))
                ?? throw new PeerRequestException(PeerRequestFailure.PeerError, "not here")));
    }

    public async Task FetchAsync(ObjectKind kind, IReadOnlyCollection<Hash32> ids, CancellationToken cancellationToken = default)
    {
        var failures = new Dictionary<Hash32, Verdict>();
        foreach (var id in ids.Distinct())
        {
            if (IsHere(kind, id))
                continue;
            if (!_running.TryGetValue((kind, id), out var fetch))
            {
                fetch = FetchAsync(kind, id, cancellationToken);
                if (!fetch.IsCompleted)
                    _running.Add((kind, id), fetch);
            }

            if (await fetch is var verdict && !verdict.IsAccept && !IsHere(kind, id))
                failures[id] = verdict;
        }

        if (failures.Count > 0)
            throw new ObjectFetchException(kind, failures);
    }

    public void Hint(PeerId peer, IEnumerable<Hash32> ids)
    {
        foreach (var id in ids)
            _hints[id] = peer;
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

    private bool IsHere(ObjectKind kind, Hash32 id) => HintOf(kind) is { } hint ? state.Blobs.Contains(hint, id) : Proposal(id) is not null;

    private byte[]? Load(ObjectKind kind, Hash32 id) => HintOf(kind) is { } hint ? state.Blobs.Load(hint, id) : Proposal(id);

    private byte[]? Proposal(Hash32 id) => null;

    private async Task<Verdict> FetchAsync(ObjectKind kind, Hash32 id, CancellationToken cancellationToken)
    {
        try
        {
            var verdict = Verdict.Ignore("nobody has it");
            var peers = requests.Peers;
            foreach (var peer in _hints.TryGetValue(id, out var hinted) ? peers.OrderBy(peer => peer != hinted) : peers.AsEnumerable())
            {
                try
                {
                    var bytes = await requests.RequestAsync(peer, Protocol, (byte[])[(byte)kind, .. Hash32.Span(in id)], cancellationToken);
                    verdict = await TakeAsync(kind, new ReceivedObject(id, peer, bytes), cancellationToken);
                    if (verdict.IsAccept)
                        break;
                }
                catch (PeerRequestException)
                {
                    // The next one may have it.
                }
            }

            return verdict;
        }
        finally
        {
            _running.Remove((kind, id));
        }
    }

    private ValueTask<Verdict> TakeAsync(ObjectKind kind, ReceivedObject received, CancellationToken cancellationToken) => kind switch
    {
        ObjectKind.Atx => _graph!.Activations.ReceiveAsync(received, cancellationToken),
        ObjectKind.Ballot => _graph!.Proposals.TakeBallotAsync(received, cancellationToken),
        ObjectKind.Block => _blocks!.TakeAsync(received, cancellationToken),
        ObjectKind.Proposal => _graph!.Proposals.TakeProposalAsync(received, cancellationToken),
        ObjectKind.BlockTransaction => _graph!.Transactions.TakeForBlockAsync(received, cancellationToken),
        ObjectKind.ProposalTransaction => _graph!.Transactions.TakeForProposalAsync(received, cancellationToken),
        ObjectKind.PoetProof => _graph!.PoetProofs.ReceiveAsync(received, cancellationToken),
        ObjectKind.Malfeasance => _graph!.Malfeasances.ReceiveAsync(received, cancellationToken),
        _ => _graph!.Proposals.TakeActiveSetAsync(received, cancellationToken),
    };
}
