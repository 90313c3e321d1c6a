using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.AtxsData;
using Spacemesh.Blocks;
using Spacemesh.Certifier;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Eligibility;
using Spacemesh.Hare;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Simulation.Network;
using Spacemesh.Storage.Memory;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>A node that follows the protocol, whatever its machine and its links do to it.</summary>
internal sealed class HonestNode
{
    private const ulong Height = 1000;

    public HonestNode(
        LockstepPlan plan, NetworkParameters network, SimulatedNode place, Fault fault, IReadOnlyList<Smesher> own, IReadOnlyList<Smesher> all, Beacon beacon, ProposalPool pool, IVerdictMemory? verdicts)
    {
        (Place, Fault, Own) = (place, fault, own);
        var epoch = network.EpochOf(LockstepPlan.First);
        Fill(network, epoch, all, beacon);
        if (plan.Optimistic)
        {
            for (uint i = 0; i <= plan.Layers; i++)
                State.Layers.SetAggregatedHash(LockstepPlan.First.Add(i).Sub(1), pool.MeshHash);
        }

        Clock = new LayerClock(network, place.Time);
        Pipeline = new NodePipeline(State, LockstepPlan.First.Sub(1));
        Gossip = new WatchedGossip(place.Gossip, plan.Schedule, Clock, place.Time, Atxs);
        Evidence = new EvidenceRecord(Atxs, plan.Twin == Twin.DropsEvidence);
        var ports = new NodePorts(beacon, own);
        Ports = ports;
        ports.OnResult = Gossip.Agreed;
        Results = ports.Results;
        var fetcher = new PoolFetcher(pool, place.Time);
        Loops = new ConsensusLoops(new ConsensusParts
        {
            Hare = plan.Schedule,
            Oracle = new OracleOptions(network, 1),
            Certifier = new CertifierOptions { Network = network, Committee = plan.CertifierCommittee, LayerBuffer = 2, LayersKept = 4 },
            Blocks = new BlockOptions { GasLimit = 100_107_000, OptimisticThreshold = 90 },
            ProposalLayers = 3,
            Clock = Clock,
            Time = place.Time,
            Work = new InlineWorkPool(),
            Gossip = Gossip,
            Requests = place.Requests,
            Fetcher = fetcher,
            Signers = ports,
            State = State,
            Atxs = Atxs,
            Beacons = ports,
            Sync = ports,
            Pipeline = Pipeline,
            Mesh = Pipeline,
            Events = ports,
            Malfeasance = Evidence,
            Verdicts = verdicts,
            Logs = NullLoggerFactory.Instance,
        });
        fetcher.Store = Loops.Proposals;
        Loops.Oracle.AddFallback(epoch, [.. all.Select(smesher => smesher.Atx)]);
    }

    public SimulatedNode Place { get; }

    public Fault Fault { get; }

    public IReadOnlyList<Smesher> Own { get; }

    /// <summary>Whether its messages come in time and its clock is right.</summary>
    public bool IsTimely => Fault == Fault.None;

    public NodePorts Ports { get; }

    public LayerClock Clock { get; }

    public MemoryStateDatabase State { get; } = new();

    public ConsensusCache Atxs { get; } = new();

    public NodePipeline Pipeline { get; }

    /// <summary>What its hare output.</summary>
    public IReadOnlyDictionary<LayerId, ScaleList<ProposalId>> Results { get; }

    public WatchedGossip Gossip { get; }

    public EvidenceRecord Evidence { get; }

    public ConsensusLoops Loops { get; }

    public ProposalStore Proposals => Loops.Proposals;

    public override string ToString() => $"{Place.Id} ({Fault})";

    private void Fill(NetworkParameters network, EpochId epoch, IReadOnlyList<Smesher> all, Beacon beacon)
    {
        State.Beacons.Add(epoch, beacon);
        foreach (var smesher in all)
            Atxs.TryAdd(epoch, new AtxEntry(smesher.Atx, smesher.NodeId, default, smesher.Weight, 0, Height, 0), malicious: false);
        foreach (var smesher in Own)
        {
            var record = new AtxRecord
            {
                Id = smesher.Atx,
                PublishEpoch = new EpochId(epoch.Value - 1),
                EffectiveUnits = (uint)smesher.Weight,
                VrfNonce = 0,
                BaseTickHeight = 0,
                TickCount = Height,
                Smesher = smesher.NodeId,
                Coinbase = default,
                ReceivedNanoseconds = LayerTimeline.ToNanoseconds(network.GenesisTime) is var ns ? (long)ns : 0,
                Weight = smesher.Weight,
            };
            State.Atxs.Add(record, default);
        }
    }
}
