using Spacemesh.Mesh.Campaign.Scenarios;
using Spacemesh.Mesh.Campaign.World;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Mesh.Campaign;

/// <summary>
/// One history of a scenario from a seed: checks after every layer that verified layers stay as they are and that the twin does what its
/// original does, and at the end of stages that all nodes agree.
/// </summary>
public sealed class CampaignRun
{
    private readonly Scenario _scenario;
    private readonly ulong _seed;
    private readonly SeededRandom _random;

    /// <summary>The last verified layer of each node with its opinion, which covers every layer before it.</summary>
    private readonly Dictionary<string, (LayerId Layer, Hash32 Opinion)> _final = [];

    private readonly Action<string>? _show;

    private CampaignRun(Scenario scenario, ulong seed, Action<string>? show)
    {
        _show = show;
        _scenario = scenario;
        _seed = seed;
        _random = new SeededRandom(seed).Fork(scenario.Name);
    }

    /// <summary>Layers in which some node counted in full mode.</summary>
    public int FullLayers { get; private set; }

    /// <summary>Verified layers that changed, where the scenario allows it.</summary>
    public int Changed { get; private set; }

    /// <summary>Comparisons of all nodes.</summary>
    public int Agreements { get; private set; }

    /// <summary>Ballots that nodes could not count.</summary>
    public int Refused { get; private set; }

    /// <param name="scenario">The kind of history.</param>
    /// <param name="seed">Which one.</param>
    /// <param name="layers">Its length.</param>
    /// <param name="show">Gets a line a layer.</param>
    /// <exception cref="CampaignViolation">A claim did not hold.</exception>
    public static CampaignRun Play(Scenario scenario, ulong seed, int layers, Action<string>? show = null)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var run = new CampaignRun(scenario, seed, show);
        run.Play(layers);
        return run;
    }

    private void Play(int layers)
    {
        using var world = new MeshWorld(_scenario.Options, _scenario.ConductOf, _random.Fork("world"));
        var restarts = _random.Fork("restarts");
        int played = 0;
        foreach (var stage in _scenario.Stages(_random.Fork("stages")))
        {
            for (int i = 0; i < stage.Layers; i++, played++)
            {
                if (played == layers)
                {
                    Refused = world.Nodes.Sum(node => node.Refused);
                    return;
                }

                var layer = world.Step(stage.Plan);
                FullLayers += world.Nodes.Any(node => node.Votes.IsFull) ? 1 : 0;
                _show?.Invoke($"{layer} hare {stage.Plan.Hare} {string.Join(", ", world.Nodes.Append(world.Twin).OfType<MeshNode>().Select(Show))}");
                CheckFinal(world, layer);
                if (world.Twin is not { } twin)
                    continue;
                CheckTwin(world.Nodes[0], twin, layer);
                if (restarts.NextDouble() < _scenario.TwinRestarts)
                    twin.Restart(layer);
            }

            if (stage.Agreement is { } lag)
                CheckAgreement(world, lag);
        }
    }

    private void CheckFinal(MeshWorld world, LayerId layer)
    {
        foreach (var node in world.Nodes)
        {
            if (_final.TryGetValue(node.Name, out var before) && node.State.Layers.AggregatedHash(before.Layer) != before.Opinion)
            {
                Changed++;
                if (_scenario.Safe)
                    throw Violation(layer, $"{node.Name} changed layers that were verified: {node.Outcome(before.Layer)}, was opinion {before.Opinion.ToHex()}");
            }

            var verified = LayerId.Smaller(node.Mesh.Verified, node.Mesh.Applied);
            if (node.State.Layers.AggregatedHash(verified) is { } opinion)
                _final[node.Name] = (verified, opinion);
        }
    }

    private void CheckTwin(MeshNode original, MeshNode twin, LayerId layer)
    {
        var (verified, twinVerified) = (original.Mesh.Verified, twin.Mesh.Verified);
        if (LayerId.Greater(verified, twinVerified).Difference(LayerId.Smaller(verified, twinVerified)) > _scenario.TwinLag)
            throw Violation(layer, $"verified {original.Mesh.Verified}, but the {twin.Name} {twin.Mesh.Verified}");
        // An empty layer is applied once it is verified, so that one of them may be ahead.
        var common = LayerId.Smaller(original.Mesh.Applied, twin.Mesh.Applied);
        for (var old = common.SubSaturating(2 * _scenario.Options.Hdist); old <= common; old = old.Add(1))
        {
            if (original.Outcome(old) != twin.Outcome(old))
                throw Violation(layer, $"{original.Outcome(old)}, but the {twin.Name} {twin.Outcome(old)}");
        }

        var next = layer.Add(1);
        bool votes = original.Votes.TryEncodeVotes(next, out var vote, out string? silence);
        bool twinVotes = twin.Votes.TryEncodeVotes(next, out var twinVote, out string? twinSilence);
        if (votes != twinVotes || vote?.Hash != twinVote?.Hash)
            throw Violation(layer, $"votes {vote?.Hash.ToHex() ?? silence}, but the {twin.Name} {twinVote?.Hash.ToHex() ?? twinSilence}");
    }

    private void CheckAgreement(MeshWorld world, int lag)
    {
        var layer = world.Layer;
        Agreements++;
        foreach (var node in world.Nodes)
        {
            if (node.Mesh.Verified.AddSaturating(1 + (uint)lag) < layer)
                throw Violation(layer, $"{node.Name} has verified layer {node.Mesh.Verified} only");
            if (node.Mesh.Applied < node.Mesh.Verified)
                throw Violation(layer, $"{node.Name} has verified layer {node.Mesh.Verified} but applied {node.Mesh.Applied} only");
        }

        var common = world.Nodes.Select(node => node.Mesh.Verified).Min();
        for (var settled = world.Network.EffectiveGenesis; settled <= common; settled = settled.Add(1))
        {
            string outcome = world.Nodes[0].Outcome(settled);
            foreach (var node in world.Nodes.Where(node => node.Outcome(settled) != outcome))
                throw Violation(layer, $"{world.Nodes[0].Name} has {outcome}, {node.Name} {node.Outcome(settled)}");
        }
    }

    private static string Show(MeshNode node) =>
        $"verified {node.Mesh.Verified} applied {node.Mesh.Applied}{(node.Votes.IsFull ? " full" : "")} refused {node.Refused} {node.LastRefusal}";

    private CampaignViolation Violation(LayerId layer, string what) => new(_scenario.Name, _seed, layer.Value, what);
}
