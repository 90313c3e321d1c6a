using Microsoft.Extensions.Logging;
using Spacemesh.Blocks;
using Spacemesh.Hare;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Consensus.Certification;

namespace Spacemesh.Services.Consensus.BlockBuilding;

/// <summary>What a <see cref="BlockService"/> is made of.</summary>
public sealed record BlockParts
{
    public required BlockOptions Options { get; init; }

    public required NetworkParameters Network { get; init; }

    public required TimeProvider Time { get; init; }

    public required IWorkPool Work { get; init; }

    public required IObjectFetcher Fetcher { get; init; }

    public required ProposalStore Proposals { get; init; }

    public required IBlockSource Source { get; init; }

    public required ILayerPipeline Pipeline { get; init; }

    public required CertifierService Certifier { get; init; }

    public required SharedLayerPatrol Patrol { get; init; }

    public required ILogger<BlockService> Log { get; init; }

    /// <summary>Counts what happens; of nobody's interest where none is given.</summary>
    public NodeInstruments Instruments { get; init; } = NodeInstruments.Unheard;
}
