using Microsoft.Extensions.Logging;
using Spacemesh.Crypto.Signing;
using Spacemesh.Hare;
using Spacemesh.Ports.Chain;
using Spacemesh.Services.Consensus.Agreement;
using Spacemesh.Services.Consensus.BlockBuilding;
using Spacemesh.Services.Consensus.Certification;
using Spacemesh.Services.Consensus.Committees;

namespace Spacemesh.Services.Consensus;

/// <summary>
/// From proposals to certified blocks: the hare, block and certifier loops of a node, put together. Nothing runs before
/// <see cref="RunAsync"/>, which owns all of it.
/// </summary>
public sealed class ConsensusLoops
{
    private readonly HareService _hare;
    private readonly BlockService _blocks;
    private readonly CertifierService _certifier;
    private readonly SharedLayerPatrol _patrol = new();

    public ConsensusLoops(ConsensusParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var network = parts.Clock.Network;
        Proposals = new ProposalStore(parts.ProposalLayers, parts.Clock.Current);
        Oracle = new CommitteeOracle(parts.Oracle, new StoredActiveSets(network, parts.State, parts.Atxs, parts.Beacons), parts.Sync, parts.Verdicts);
        var verifier = new EdVerifier(network.GenesisId, parts.Verdicts);
        _certifier = new CertifierService(new CertifierParts
        {
            Options = parts.Certifier,
            Clock = parts.Clock,
            Work = parts.Work,
            Gossip = parts.Gossip,
            Signers = parts.Signers,
            State = parts.State,
            Sync = parts.Sync,
            Oracle = Oracle,
            Verifier = verifier,
            Mesh = parts.Mesh,
            OwnKeys = parts.OwnKeys,
            Log = parts.Logs.CreateLogger<CertifierService>(),
        });
        _blocks = new BlockService(new BlockParts
        {
            Options = parts.Blocks,
            Network = network,
            Time = parts.Time,
            Work = parts.Work,
            Fetcher = parts.Fetcher,
            Proposals = Proposals,
            Source = new StoredBlockSource(parts.State, parts.Atxs),
            Pipeline = parts.Pipeline,
            Certifier = _certifier,
            Patrol = _patrol,
            Instruments = parts.Instruments,
            Log = parts.Logs.CreateLogger<BlockService>(),
        });
        _hare = new HareService(new HareParts
        {
            Schedule = parts.Hare,
            Clock = parts.Clock,
            Time = parts.Time,
            Work = parts.Work,
            Gossip = parts.Gossip,
            Requests = parts.Requests,
            Signers = parts.Signers,
            State = parts.State,
            Atxs = parts.Atxs,
            Sync = parts.Sync,
            Oracle = Oracle,
            Verifier = verifier,
            Proposals = Proposals,
            Patrol = _patrol,
            Pipeline = parts.Pipeline,
            Malfeasance = parts.Malfeasance
                ?? new StoredMalfeasance(parts.State.MaliciousIdentities, parts.Atxs, parts.Events, parts.Logs.CreateLogger<StoredMalfeasance>()),
            Events = parts.Events,
            Results = _blocks.Results,
            OwnKeys = parts.OwnKeys,
            Instruments = parts.Instruments,
            Log = parts.Logs.CreateLogger<HareService>(),
        });
    }

    /// <summary>The proposals that hare reads; the proposal intake writes them, the fetch server reads them.</summary>
    public ProposalStore Proposals { get; }

    /// <summary>The oracle; bootstrap updates give it fallback sets.</summary>
    public CommitteeOracle Oracle { get; }

    /// <summary>What sync asks before it processes a layer.</summary>
    public ILayerPatrol Patrol => _patrol;

    /// <summary>Where sync brings certificates.</summary>
    public ICertificateIntake Certificates => _certifier;

    /// <summary>Runs until it is cancelled. What goes wrong inside comes out: then the node has to stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var tasks = new TaskSet(cancellationToken);
        tasks.Add(_certifier.RunAsync);
        tasks.Add(_blocks.RunAsync);
        tasks.Add(_hare.RunAsync);
        await tasks.WhenEndedAsync(cancellationToken);
    }
}
