using Spacemesh.Beacons;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Simulation.Network;
using Spacemesh.Wire.Beacons;

namespace Spacemesh.Services.Consensus.Tests.Beacons;

/// <summary>
/// Nodes with smeshers on virtual time: real keys, proofs, signatures and encodings. Everybody's ATXs count in epochs 2 to 4, and
/// came to every node at its own time. The last of the nodes are faulty.
/// </summary>
internal sealed class BeaconTestNetwork : IDisposable
{
    private static readonly EpochId First = new(2);
    private static readonly EpochId Last = new(4);

    private readonly SeededRandom _random;
    private readonly SimulatedNetwork _network;

    /// <param name="seed">Decides keys, delays and who is faulty in what way.</param>
    /// <param name="nodes">All of them.</param>
    /// <param name="faulty">How many, at the end, are not honest.</param>
    /// <param name="faults">What may be wrong with those.</param>
    /// <param name="options">Rules; <see cref="Fast"/> by default.</param>
    /// <param name="skewOfAll">How far clocks are off at most.</param>
    /// <param name="degree">Connections of a node; 0 means to all.</param>
    /// <param name="identities">Smeshers of a node.</param>
    /// <param name="watchers">How many nodes, at the begin, have none.</param>
    /// <param name="layer">Length of a layer; by default one such that a run fits into an epoch.</param>
    public BeaconTestNetwork(
        ulong seed,
        int nodes,
        int faulty = 0,
        Fault faults = Fault.None,
        BeaconOptions? options = null,
        TimeSpan skewOfAll = default,
        int degree = 0,
        int identities = 1,
        int watchers = 0,
        TimeSpan? layer = null)
    {
        _random = new SeededRandom(seed).Fork("beacon");
        Options = options ?? Fast;
        // A run fits into three quarters of an epoch.
        layer ??= TimeSpan.FromSeconds(Math.Max(15, Options.Duration.TotalSeconds / 3));
        Network = new NetworkParameters
        {
            LayersPerEpoch = 4,
            LayerDuration = layer.Value,
            GenesisTime = Scheduler.UtcNow,
            GoldenAtx = AtxId.FromBytes([.. Enumerable.Range(1, AtxId.Size).Select(i => (byte)i)]),
            AddressPrefix = "sm",
        };
        _network = new SimulatedNetwork(
            Scheduler.TimeProvider, new SeededRandom(seed), new SimulatedNetworkOptions { Degree = degree, Conditions = LinkConditions.Good });
        var memory = new VerdictCache();
        for (int i = 0; i < nodes; i++)
        {
            var place = _network.Join($"n{i}", skewOfAll * ((2 * _random.NextDouble()) - 1));
            var node = new BeaconTestNode(place, Network, Options, memory);
            for (int k = 0; k < identities && i >= watchers; k++)
                node.Own(new KeySigner((int)(seed * 1000) + (i * identities) + k, Network.GenesisId));
            Nodes.Add(node);
        }

        Honest = nodes - faulty;
        AddAtxs();
        foreach (var node in Nodes.Skip(Honest))
            Spoil(node, faults);
        foreach (var node in Nodes.Where(node => node.Place.Online))
            node.Start(Scheduler, $"{node.Place.Id}");
    }

    /// <summary>Durations of fastnet, but for the first votes: every phase lasts as long, so that who is late is late everywhere.</summary>
    public static BeaconOptions Fast { get; } = new()
    {
        Rounds = 4,
        GracePeriod = TimeSpan.FromSeconds(30),
        ProposalDuration = TimeSpan.FromSeconds(2),
        FirstVotingRoundDuration = TimeSpan.FromSeconds(2),
        VotingRoundDuration = TimeSpan.FromSeconds(2),
        WeakCoinRoundDuration = TimeSpan.FromSeconds(2),
        SyncWeightUnits = 10,
    };

    public VirtualScheduler Scheduler { get; } = new();

    public NetworkParameters Network { get; }

    public BeaconOptions Options { get; }

    public List<BeaconTestNode> Nodes { get; } = [];

    public int Honest { get; }

    public IReadOnlyList<Exception> Failures => _network.Failures;

    public DateTimeOffset StartOf(EpochId epoch) => Network.StartOf(Network.FirstLayer(epoch));

    /// <summary>Runs both epochs; in the middle of the first run the network heals.</summary>
    public void RunToEnd(Fault faults = Fault.None)
    {
        if (faults.HasFlag(Fault.Partitioned))
            _network.Partition(Nodes.Skip(Honest).Select(node => node.Place));
        var middle = StartOf(First) + (Options.Duration / 2);
        if (Scheduler.UtcNow < middle)
            Scheduler.RunUntil(middle);
        _network.Heal();
        Scheduler.RunUntil(StartOf(Last));
    }

    /// <summary>Runs both epochs while each half of the nodes hears itself only.</summary>
    public void RunInHalves()
    {
        _network.Partition(Nodes.Take(Nodes.Count / 2).Select(node => node.Place));
        Scheduler.RunUntil(StartOf(Last));
    }

    /// <summary>The honest nodes' beacons of an epoch.</summary>
    public IReadOnlyList<Beacon?> BeaconsOf(EpochId epoch) => [.. Nodes.Take(Honest).Select(node => node.BeaconOf(epoch))];

    /// <summary>Whether in both epochs all honest nodes have one and the same beacon.</summary>
    public bool Agreed() => Enumerable.Range(3, 2).All(epoch =>
        BeaconsOf(new EpochId((uint)epoch)) is var beacons && beacons[0] is not null && beacons.Distinct().Count() == 1);

    /// <summary>A twin of the network in which nobody hears of others' proposals.</summary>
    public void LoseProposals()
    {
        foreach (var node in Nodes)
            node.Place.Lies = (_, channel, message) => channel == GossipTopics.BeaconProposal ? null : message;
    }

    public void Dispose()
    {
        foreach (var node in Nodes)
            node.Stop();
        Scheduler.RunUntilIdle();
        foreach (var node in Nodes)
            node.Dispose();
    }

    private void AddAtxs()
    {
        for (var target = First; target <= Last; target = target.Add(1))
        {
            foreach (var holder in Nodes)
            {
                foreach (var smesher in Nodes.SelectMany(node => node.Keys))
                {
                    var received = StartOf(target) - (Options.GracePeriod * 1.5) - TimeSpan.FromSeconds(5 * _random.NextDouble());
                    holder.AddAtx(smesher, target, units: 4, received);
                }
            }
        }
    }

    private void Spoil(BeaconTestNode node, Fault faults)
    {
        var possible = Enum.GetValues<Fault>().Where(fault => fault != Fault.None && faults.HasFlag(fault)).ToList();
        switch (possible[_random.Next(possible.Count)])
        {
            case Fault.Silent:
                node.Place.Online = false;
                break;
            case Fault.Equivocating:
                int split = _random.Next(Nodes.Count);
                node.Place.Lies = (to, channel, message) => Nodes.FindIndex(peer => peer.Place.Id == to) < split ? message : Opposite(node, channel, message);
                break;
            case Fault.Late:
                var boundary = TimeSpan.FromMilliseconds(60);
                node.Place.Conditions = new LinkConditions { MinDelay = Options.VotingRoundDuration - boundary, MaxDelay = Options.VotingRoundDuration + boundary };
                break;
            case Fault.Skewed:
                node.Place.Time.Skew = Options.VotingRoundDuration * (3 * (_random.NextDouble() - 0.5));
                break;
        }
    }

    /// <summary>The contrary of an own vote; of others' messages nothing else can be made.</summary>
    private static ReadOnlyMemory<byte> Opposite(BeaconTestNode node, string channel, ReadOnlyMemory<byte> message)
    {
        var key = node.Keys[0];
        if (channel == GossipTopics.BeaconFirstVotes && Scale.TryDecode<FirstVotingMessage>(message.Span, out var first, out _) && first.SmesherId == key.NodeId)
        {
            var body = new FirstVotingMessageBody(first.Body.EpochId, first.Body.PotentiallyValidProposals, first.Body.ValidProposals);
            var signature = key.SignAnything(SigningDomain.BeaconFirstMessage, Scale.Encode(body));
            return Scale.Encode(new FirstVotingMessage(body, key.NodeId, signature));
        }

        if (channel == GossipTopics.BeaconFollowingVotes && Scale.TryDecode<FollowingVotingMessage>(message.Span, out var next, out _) && next.SmesherId == key.NodeId)
        {
            byte[] bits = [.. Enumerable.Repeat((byte)0xff, 13)];
            var votes = next.Body.VotesBitVector.Span;
            for (int i = 1; i <= votes.Length; i++)
                bits[^i] ^= votes[^i];
            var body = next.Body with { VotesBitVector = bits };
            var signature = key.SignAnything(SigningDomain.BeaconFollowupMessage, Scale.Encode(body));
            return Scale.Encode(new FollowingVotingMessage(body, key.NodeId, signature));
        }

        return message;
    }
}
