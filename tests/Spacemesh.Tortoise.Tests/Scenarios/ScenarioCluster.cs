using Spacemesh.AtxsData;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise.Tests.Scenarios;

/// <summary>Nodes with a machine and a smesher each (spec 06 §10, the cluster model): every ballot carries the votes of its own node.</summary>
internal sealed class ScenarioCluster
{
    private readonly SeededRandom _random = new(7);
    private readonly TortoiseOptions _options;
    private readonly ulong _weight;
    private readonly ulong _height;
    private readonly List<(int Group, uint Layer, Action<TortoiseMachine> Give)> _apart = [];
    private uint _ids;

    public ScenarioCluster(TortoiseOptions options, int nodes, ulong weight, ulong height)
    {
        _options = options with { LayerSize = (uint)nodes };
        _weight = weight;
        _height = height;
        for (int node = 0; node < nodes; node++)
            Machines.Add(new TortoiseMachine(_options, new ConsensusCache()));
    }

    public List<TortoiseMachine> Machines { get; } = [];

    public uint Last { get; private set; } = ScenarioMesh.Genesis;

    /// <summary>One layer in which every node has its ballot.</summary>
    /// <param name="loss">Part of the ballots that reach nobody.</param>
    /// <param name="groups">Groups that do not hear each other; each has its own block, and from its next epoch on its own beacon.</param>
    /// <returns>The block of every group.</returns>
    public IReadOnlyList<Vote> Next(double loss = 0, int groups = 1)
    {
        var layer = new LayerId(++Last);
        if (Last % _options.LayersPerEpoch == 0)
            StartEpoch(Last / _options.LayersPerEpoch, groups);
        var ballots = Machines.Select((machine, node) => Ballot(machine, node, groups)).ToList();
        bool[] lost = [.. ballots.Select(_ => _random.NextDouble() < loss)];
        var blocks = Enumerable.Range(0, groups).Select(_ => new Vote(GivenMesh.Id<BlockId>(Last, ++_ids), layer, 0)).ToList();
        for (int node = 0; node < Machines.Count; node++)
        {
            var machine = Machines[node];
            int group = node % groups;
            for (int from = group; from < ballots.Count; from += groups)
            {
                if (!lost[from])
                    machine.OnBallot(ballots[from]);
            }

            machine.OnBlock(blocks[group]);
            machine.OnHareOutput(layer, blocks[group].Id);
            machine.OnWeakCoin(layer, coin: true);
            machine.TallyVotes(layer);
        }

        for (int group = 0; groups > 1 && group < groups; group++)
        {
            var block = blocks[group];
            _apart.Add((group, Last, machine => machine.OnBlock(block)));
            foreach (var ballot in ballots.Where((_, node) => node % groups == group))
                _apart.Add((group, Last, machine => machine.OnBallot(ballot)));
        }

        return blocks;
    }

    /// <summary>Gives every node what the other groups made while they were apart, layer by layer.</summary>
    public void Merge(int groups)
    {
        for (int node = 0; node < Machines.Count; node++)
        {
            foreach (var message in _apart.Where(message => message.Group != node % groups))
                message.Give(Machines[node]);
            Machines[node].TallyVotes(new LayerId(Last));
        }

        _apart.Clear();
    }

    private TortoiseBallot Ballot(TortoiseMachine machine, int node, int groups)
    {
        Assert.True(machine.TryEncodeVotes(new LayerId(Last), out var opinion, out string? failure), failure);
        uint epoch = Last / _options.LayersPerEpoch;
        return new TortoiseBallot(
            GivenMesh.Id<BallotId>(Last, ++_ids),
            GivenMesh.Id<NodeId>((uint)node + 1),
            new LayerId(Last),
            1,
            GivenMesh.Id<AtxId>(epoch, (uint)node + 1),
            opinion,
            new ReferenceEpochData(BeaconOf(epoch, node % groups), _options.LayersPerEpoch),
            null,
            Malicious: false);
    }

    private void StartEpoch(uint epoch, int groups)
    {
        for (int node = 0; node < Machines.Count; node++)
        {
            for (uint smesher = 0; smesher < Machines.Count; smesher++)
            {
                var atx = new AtxEntry(GivenMesh.Id<AtxId>(epoch, smesher + 1), GivenMesh.Id<NodeId>(smesher + 1), default, _weight, 0, _height, 0);
                Machines[node].State.Atxs.TryAdd(new EpochId(epoch), atx, malicious: false);
                Machines[node].OnAtx(new EpochId(epoch), atx);
            }

            Machines[node].OnBeacon(new EpochId(epoch), BeaconOf(epoch, node % groups));
        }
    }

    private static Beacon BeaconOf(uint epoch, int group) => Beacon.FromBytes([(byte)epoch, (byte)group, 3, 4]);
}
