using Spacemesh.Codec;
using Spacemesh.Config;
using Spacemesh.Net.Fetching;
using Spacemesh.Net.Servers;
using Spacemesh.Services.Mesh.Intake;

namespace Spacemesh.Node.Joining;

/// <summary>Objects to and from peers: the fetcher with the intakes that it brings them to, and the servers that answer peers.</summary>
internal sealed class PeerObjects(NodeConfiguration configuration, NodeEnvironment world, ObjectFetcher fetcher, NodeGraph graph)
{
    private readonly ObjectIntakes _intakes = new()
    {
        Atx = graph.Activations.ReceiveAsync,
        Ballot = graph.Proposals.TakeBallotAsync,
        Block = new BlockEntry(graph.Clock, world.State, graph.Core.Votes, graph.Core.Mesh, fetcher).TakeAsync,
        Proposal = graph.Proposals.TakeProposalAsync,
        BlockTransaction = graph.Transactions.TakeForBlockAsync,
        ProposalTransaction = graph.Transactions.TakeForProposalAsync,
        PoetProof = graph.PoetProofs.ReceiveAsync,
        Malfeasance = graph.Malfeasances.ReceiveAsync,
        ActiveSet = graph.Proposals.TakeActiveSetAsync,
    };

    /// <summary>Serves and fetches until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var servers = new FetchServers(
            world.Requests,
            world.State,
            id => graph.Consensus.Proposals.Find(id) is { } proposal ? Scale.Encode(proposal.Object) : null,
            configuration["fetch"].Bool("streaming"));
        await fetcher.RunAsync(_intakes, cancellationToken);
    }
}
