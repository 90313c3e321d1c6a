using Spacemesh.Blocks;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Tortoise;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Mesh.Campaign.World;

/// <summary>
/// A network that moves layer by layer: smeshers vote as their nodes or as adversaries do, hare ends as the plan says, ballots travel with
/// delays and not across sides. Everything follows from the seed.
/// </summary>
internal sealed class MeshWorld : IDisposable
{
    private readonly WorldOptions _options;
    private readonly SeededRandom _random;
    private readonly Smesher[] _smeshers;
    private readonly Dictionary<int, AdversaryBallots> _adversaries;
    private readonly Dictionary<BallotId, SentBallot> _ballots = [];
    private readonly Dictionary<BlockId, Block> _blocks = [];
    private readonly Dictionary<LayerId, List<Vote>> _blocksOfLayer = [];
    private readonly Dictionary<(int Smesher, uint Epoch), BallotId> _references = [];

    /// <summary>Ballots on their way to each node, by the layer of arrival.</summary>
    private readonly SortedDictionary<uint, List<(int Node, SentBallot Ballot)>> _due = [];

    /// <summary>Ballots that wait until sender and receiver are on one side.</summary>
    private readonly List<(int Node, SentBallot Ballot)> _held = [];
    private readonly Beacon[] _beaconOfNode;
    private uint _layer;

    public MeshWorld(WorldOptions options, Func<int, Conduct> conductOf, SeededRandom random)
    {
        _options = options;
        _random = random;
        Network = new NetworkParameters
        {
            LayersPerEpoch = options.LayersPerEpoch,
            LayerDuration = TimeSpan.FromMinutes(5),
            GenesisTime = DateTimeOffset.UnixEpoch,
            GoldenAtx = default,
            AddressPrefix = "sm",
        };
        var tortoise = new TortoiseOptions
        {
            LayersPerEpoch = options.LayersPerEpoch,
            EffectiveGenesis = Network.EffectiveGenesis,
            Hdist = options.Hdist,
            Zdist = options.Zdist,
            WindowSize = options.Window,
            MaxExceptions = options.MaxExceptions,
            BadBeaconVoteDelayLayers = options.LayersPerEpoch,
            LayerSize = options.LayerSize,
        };
        Nodes = [.. Enumerable.Range(0, options.Nodes).Select(node => new MeshNode($"node {node}", Network, tortoise))];
        Twin = options.Twin ? new MeshNode("twin of node 0", Network, tortoise) : null;
        _smeshers =
        [
            .. Enumerable.Range(0, options.Honest).Select(number => new Smesher(number, number % options.Nodes, null)),
            .. Enumerable.Range(options.Honest, options.Adversaries).Select(number => new Smesher(number, -1, conductOf(number - options.Honest))),
        ];
        _adversaries = _smeshers.Where(smesher => !smesher.IsHonest).ToDictionary(
            smesher => smesher.Number, smesher => new AdversaryBallots(Network.EffectiveGenesis, smesher.Conduct!.Value, random.Fork($"adversary {smesher.Number}")));
        _beaconOfNode = new Beacon[options.Nodes];
        _layer = Network.EffectiveGenesis.Value;
    }

    public NetworkParameters Network { get; }

    public IReadOnlyList<MeshNode> Nodes { get; }

    /// <summary>Hears what node 0 hears, and has no smeshers of its own.</summary>
    public MeshNode? Twin { get; }

    public LayerId Layer => new(_layer);

    public void Dispose()
    {
        foreach (var node in Receivers(Enumerable.Range(0, Nodes.Count)))
            node.Dispose();
    }

    /// <summary>Lets one layer pass.</summary>
    public LayerId Step(LayerPlan plan)
    {
        int[] sides = plan.Sides ?? new int[Nodes.Count];
        var layer = new LayerId(++_layer);
        if (Network.IsFirstInEpoch(layer))
            StartEpoch(Network.EpochOf(layer).Value, sides, plan);
        Arrive(layer, sides);
        var sent = SendBallots(layer, sides, plan);
        EndHare(layer, sides, plan, sent);
        return layer;
    }

    private void StartEpoch(uint epoch, int[] sides, LayerPlan plan)
    {
        foreach (var node in Receivers(Enumerable.Range(0, Nodes.Count)))
        {
            foreach (var smesher in _smeshers)
                node.AddAtx(smesher, epoch);
        }

        for (int node = 0; node < Nodes.Count; node++)
        {
            _beaconOfNode[node] = Beacon.FromBytes([(byte)epoch, (byte)(epoch >> 8), 7, plan.OwnBeacons ? (byte)sides[node] : (byte)0]);
            foreach (var receiver in Receivers([node]))
                receiver.SetBeacon(epoch, _beaconOfNode[node]);
        }
    }

    /// <summary>The nodes of these numbers, the twin behind node 0.</summary>
    private IEnumerable<MeshNode> Receivers(IEnumerable<int> nodes)
    {
        foreach (int node in nodes)
        {
            yield return Nodes[node];
            if (node == 0 && Twin is not null)
                yield return Twin;
        }
    }

    private void Arrive(LayerId layer, int[] sides)
    {
        var open = _held.Where(held => CanHear(sides, held.Ballot.Smesher, held.Node)).ToList();
        _held.RemoveAll(held => CanHear(sides, held.Ballot.Smesher, held.Node));
        foreach (var (node, ballot) in open)
            Deliver(node, ballot);
        while (_due.Count > 0 && _due.First() is var (due, arriving) && due <= layer.Value)
        {
            _due.Remove(due);
            foreach (var (node, ballot) in arriving)
            {
                if (CanHear(sides, ballot.Smesher, node))
                    Deliver(node, ballot);
                else
                    _held.Add((node, ballot));
            }
        }
    }

    private static bool CanHear(int[] sides, Smesher smesher, int node) => smesher.Home < 0 || sides[smesher.Home] == sides[node];

    private void Deliver(int node, SentBallot ballot)
    {
        foreach (var receiver in Receivers([node]))
            DeliverTo(receiver, ballot);
    }

    /// <summary>Brings what the ballot builds upon first, as a fetch would.</summary>
    private void DeliverTo(MeshNode node, SentBallot ballot)
    {
        if (node.Has(ballot.Id))
            return;
        foreach (var needed in (BallotId[])[ballot.Ballot.Votes.Base, ballot.Ballot.Inner.RefBallot])
        {
            if (_ballots.TryGetValue(needed, out var dependency))
                DeliverTo(node, dependency);
        }

        node.Take(ballot);
    }

    private List<SentBallot> SendBallots(LayerId layer, int[] sides, LayerPlan plan)
    {
        var opinions = Nodes.Select(node => node.Vote(layer)).ToArray();
        Twin?.Votes.TallyVotes(layer);
        var sent = new List<SentBallot>();
        foreach (var (smesher, slots) in Deal())
        {
            if (smesher.IsHonest)
            {
                if (opinions[smesher.Home] is { } opinion)
                    sent.Add(Send(Make(smesher, layer, slots, opinion, _beaconOfNode[smesher.Home]), sides, layer, _random.NextDouble() < plan.Late ? 1 + _random.Next(plan.LateBy) : 0));
                continue;
            }

            var votes = _adversaries[smesher.Number];
            var malign = votes.Next(layer, voted => _blocksOfLayer.GetValueOrDefault(voted) ?? []);
            var ballot = Make(smesher, layer, slots, malign, _beaconOfNode[0]);
            votes.Sent(ballot.Id);
            sent.Add(ballot);
            if (smesher.Conduct == Conduct.Equivocating)
                SendToHalves(ballot, Make(smesher, layer, slots + 1, opinions[_random.Next(Nodes.Count)] ?? malign, _beaconOfNode[0]), layer);
            else
                Send(ballot, sides, layer, plan.Withheld);
        }

        return sent;
    }

    /// <summary>Deals the slots of the layer to smeshers in random order.</summary>
    private IEnumerable<(Smesher Smesher, int Slots)> Deal()
    {
        var order = _smeshers.ToArray();
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = _random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        for (int i = 0; i < order.Length; i++)
        {
            int slots = ((int)_options.LayerSize / order.Length) + (i < _options.LayerSize % order.Length ? 1 : 0);
            if (slots > 0)
                yield return (order[i], slots);
        }
    }

    private SentBallot Make(Smesher smesher, LayerId layer, int slots, Opinion opinion, Beacon beacon)
    {
        uint epoch = Network.EpochOf(layer).Value;
        bool first = !_references.TryGetValue((smesher.Number, epoch), out var reference);
        uint expected = _options.LayerSize * _options.LayersPerEpoch / (uint)_smeshers.Length;
        var inner = new InnerBallot(layer, smesher.AtxOf(epoch), opinion.Hash, reference, first ? new EpochData(default, beacon, expected) : null);
        var proofs = Enumerable.Range(0, slots).Select(slot => new VotingEligibility((uint)slot, default)).ToScaleList();
        var ballot = new Ballot(inner, default, smesher.Id, opinion.Votes, proofs, default);
        var made = new SentBallot(ballot.ComputeId(), ballot, smesher);
        _ballots.TryAdd(made.Id, made);
        if (first)
            _references.Add((smesher.Number, epoch), made.Id);
        return made;
    }

    private SentBallot Send(SentBallot ballot, int[] sides, LayerId layer, int delay)
    {
        for (int node = 0; node < Nodes.Count; node++)
        {
            // An own ballot is there at once.
            int wait = ballot.Smesher.Home == node ? 0 : delay;
            if (wait > 0)
                Schedule(layer.Value + (uint)wait, node, ballot);
            else if (CanHear(sides, ballot.Smesher, node))
                Deliver(node, ballot);
            else
                _held.Add((node, ballot));
        }

        return ballot;
    }

    private void SendToHalves(SentBallot first, SentBallot second, LayerId layer)
    {
        for (int node = 0; node < Nodes.Count; node++)
        {
            Deliver(node, node % 2 == 0 ? first : second);
            Schedule(layer.Value + 1 + (uint)_random.Next(3), node, node % 2 == 0 ? second : first);
        }
    }

    private void Schedule(uint due, int node, SentBallot ballot)
    {
        if (!_due.TryGetValue(due, out var arriving))
            _due.Add(due, arriving = []);
        arriving.Add((node, ballot));
    }

    private void EndHare(LayerId layer, int[] sides, LayerPlan plan, List<SentBallot> sent)
    {
        bool coin = _random.Next(2) == 0;
        foreach (var side in Enumerable.Range(0, Nodes.Count).GroupBy(node => sides[node]).OrderBy(side => side.Key))
        {
            int[] members = [.. side];
            bool quorum = plan.QuorumOnEverySide || HasQuorum(members);
            Block? block = null;
            if (quorum && plan.Hare is HareOutcome.Everyone or HareOutcome.Some && quorum)
                block = MakeBlock(layer, sent.Where(ballot => ballot.Smesher.Home < 0 || members.Contains(ballot.Smesher.Home)));
            foreach (int member in members)
            {
                bool hasOutput = quorum && plan.Hare switch
                {
                    HareOutcome.Nobody => false,
                    HareOutcome.Some => _random.Next(2) == 0,
                    _ => true,
                };
                foreach (var node in Receivers([member]))
                    EndLayer(node, layer, members, hasOutput, block, coin, plan.Certificates);
            }
        }
    }

    private void EndLayer(MeshNode node, LayerId layer, int[] side, bool hasOutput, Block? block, bool coin, bool certificates)
    {
        node.Mesh.SetWeakCoin(layer, coin);
        if (certificates)
            AdoptCertificates(node, layer, side);
        if (hasOutput && block is not null)
            node.AddBlock(block);
        var missing = hasOutput ? node.Output(layer, block?.ComputeId()) : node.Process(layer);
        if (missing.Count == 0)
            return;
        foreach (var id in missing.Where(id => side.Any(member => Nodes[member].HasBlock(id))))
            node.AddBlock(_blocks[id]);
        node.Process(layer);
    }

    private bool HasQuorum(int[] members) =>
        2 * _smeshers.Count(smesher => smesher.IsHonest && members.Contains(smesher.Home)) > _smeshers.Length;

    /// <summary>What sync does within hare's distance: layers without any row take the certificate of a peer.</summary>
    private void AdoptCertificates(MeshNode node, LayerId layer, int[] side)
    {
        for (var old = LayerId.Greater(layer.SubSaturating(_options.Hdist - 1), Network.EffectiveGenesis.Add(1)); old < layer; old = old.Add(1))
        {
            if (node.HasHareOutput(old))
                continue;
            foreach (int peer in side)
            {
                if (Nodes[peer].HareOutput(old) is not { } output)
                    continue;
                if (!output.IsZero() && !node.HasBlock(output))
                    node.AddBlock(_blocks[output]);
                node.Certify(old, output);
                break;
            }
        }
    }

    private Block? MakeBlock(LayerId layer, IEnumerable<SentBallot> ballots)
    {
        uint epoch = Network.EpochOf(layer).Value;
        uint expected = _options.LayerSize * _options.LayersPerEpoch / (uint)_smeshers.Length;
        var rewards = ballots
            .DistinctBy(ballot => ballot.Smesher)
            .Select(ballot => RewardShare.Of(ballot.Smesher.AtxOf(epoch), Smesher.Units * Smesher.Ticks, expected, ballot.Ballot.EligibilityProofs.Count))
            .OrderBy(reward => reward.AtxId)
            .ToScaleList();
        if (rewards.IsEmpty)
            return null;
        var block = new Block(layer, epoch * Smesher.Ticks, rewards, default);
        var id = block.ComputeId();
        if (!_blocks.TryAdd(id, block))
            return block;
        if (!_blocksOfLayer.TryGetValue(layer, out var ofLayer))
            _blocksOfLayer.Add(layer, ofLayer = []);
        ofLayer.Add(block.ToVote(id));
        return block;
    }
}
