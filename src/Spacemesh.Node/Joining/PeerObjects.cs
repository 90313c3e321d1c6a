using Spacemesh.Codec;
using Spacemesh.Net.Fetching;
using Spacemesh.Net.Servers;
using Spacemesh.Services.Mesh.Intake;

namespace Spacemesh.Node.Joining;

/// <summary>The node's objects for peers, and theirs for the node: what is asked for by hash comes in through the same intakes as gossip.</summary>
internal sealed class PeerObjects
{
    private readonly NodeEnvironment _world;
    private readonly NodeGraph _graph;
    private readonly ObjectFetcher _fetcher;
    private readonly ObjectIntakes _intakes;

    public PeerObjects(NodeEnvironment world, NodeGraph graph, ObjectFetcher fetcher)
    {
        (_world, _graph, _fetcher) = (world, graph, fetcher);
        var blocks = new BlockEntry(graph.Clock, world.State, graph.Core.Votes, graph.Core.Mesh, fetcher);
        _intakes = new ObjectIntakes
        {
            Atx = graph.Activations.ReceiveAsync,
            Ballot = graph.Proposals.TakeBallotAsync,
            Block = blocks.TakeAsync,
            Proposal = graph.Proposals.TakeProposalAsync,
            BlockTransaction = graph.Transactions.TakeForBlockAsync,
            ProposalTransaction = graph.Transactions.TakeForProposalAsync,
            PoetProof = graph.PoetProofs.ReceiveAsync,
            Malfeasance = graph.Malfeasances.ReceiveAsync,
            ActiveSet = graph.Proposals.TakeActiveSetAsync,
        };
    }

    /// <summary>Serves and fetches until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var servers = new FetchServers(
            _world.Requests, _world.State, id => _graph.Consensus.Proposals.TryFind(id, out var proposal) ? Scale.Encode(proposal.Object) : (ReadOnlyMemory<byte>?)null, meter: _world.NetworkMeter);
        await _fetcher.RunAsync(_intakes, cancellationToken);
    }
}
