using Spacemesh.Primitives;
using Spacemesh.Simulation.Faults;

namespace Spacemesh.Simulation;

/// <summary>What must be true of a network, whatever went wrong in it meanwhile.</summary>
public sealed class SimulationReview
{
    private readonly WholeNetwork _network;
    private readonly List<string> _violations = [];

    private SimulationReview(WholeNetwork network) => _network = network;

    /// <summary>Where the nodes stand, those that are off too.</summary>
    public static IReadOnlyList<NodeReport> Nodes(WholeNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return [.. network.Nodes.Select(node => Of(network, node))];
    }

    /// <summary>Safety: holds at every moment, for every node, whatever it went through.</summary>
    public static IReadOnlyList<string> Safety(WholeNetwork network)
    {
        var review = new SimulationReview(network);
        review.NothingFails();
        review.NobodyIsMalicious();
        return review._violations;
    }

    /// <summary>Agreement: holds once the network has been whole for a while, for the nodes that run.</summary>
    /// <param name="network">The network.</param>
    /// <param name="behind">Layers that a node may be behind the last one.</param>
    public static IReadOnlyList<string> Agreement(WholeNetwork network, uint behind)
    {
        var review = new SimulationReview(network);
        review.NothingFails();
        review.NobodyIsMalicious();
        review.AllArrive(behind);
        review.HistoriesAreEqual();
        review.BeaconsAreEqual();
        return review._violations;
    }

    private static NodeReport Of(WholeNetwork network, WholeNode node)
    {
        var layers = node.State.Layers;
        var applied = layers.LastApplied();
        int blocks = 0;
        for (var layer = network.Parameters.EffectiveGenesis.Add(1); layer <= applied; layer = layer.Add(1))
        {
            if (layers.Applied(layer) is { } block && !block.IsZero())
                blocks++;
        }

        return new NodeReport(
            node.Name,
            layers.LastProcessed(),
            node.Graph?.Core.Mesh.Verified ?? default,
            applied,
            layers.StateHash(applied),
            blocks,
            node.State.Accounts.Latest(node.Coinbase).Balance,
            [.. Enumerable.Range(0, (int)network.Options.Epochs).Select(epoch => new EpochId((uint)epoch)).Where(epoch => node.State.Atxs.InEpochBy(epoch, node.Identity) is not null)]);
    }

    private void NothingFails()
    {
        foreach (var node in _network.Nodes)
        {
            if (node.Failure is { } failure)
                _violations.Add($"{node.Name} ended by itself: {failure}");
        }

        foreach (var group in _network.Network.Failures.GroupBy(failure => failure.ToString(), StringComparer.Ordinal))
            _violations.Add($"a gossip handler threw {group.Count()} times: {group.Key}");
    }

    private void NobodyIsMalicious()
    {
        foreach (var node in _network.Nodes)
        {
            foreach (var other in _network.Nodes.Where(other => node.State.MaliciousIdentities.Contains(other.Identity)))
                _violations.Add($"{node.Name} holds {other.Name} for malicious");
        }
    }

    private void AllArrive(uint behind)
    {
        var now = _network.Parameters.LayerAt(_network.Scheduler.UtcNow);
        foreach (var node in _network.Nodes.Where(node => node.Graph is not null))
        {
            if (node.State.Layers.LastApplied() is var applied && applied.Value + behind < now.Value)
                _violations.Add($"{node.Name} has applied layer {applied} in layer {now}");
        }
    }

    private void HistoriesAreEqual()
    {
        var running = _network.Nodes.Where(node => node.Graph is not null).ToList();
        var last = running.Min(node => node.State.Layers.LastApplied());
        for (var layer = _network.Parameters.EffectiveGenesis.Add(1); layer <= last; layer = layer.Add(1))
        {
            foreach (var node in running.Skip(1))
            {
                var (ours, theirs) = (node.State.Layers, running[0].State.Layers);
                if (ours.Applied(layer) == theirs.Applied(layer) && ours.StateHash(layer) == theirs.StateHash(layer) && ours.AggregatedHash(layer) == theirs.AggregatedHash(layer))
                    continue;
                _violations.Add($"layer {layer}: {node.Name} has block {ours.Applied(layer)} and state {ours.StateHash(layer)}, {running[0].Name} {theirs.Applied(layer)} and {theirs.StateHash(layer)}");
                return;
            }
        }
    }

    /// <summary>
    /// A beacon is agreed on in the epoch before its own, by weights from the one before that (spec 05 §7). A node that was off or cut off
    /// then may have another beacon or none; all others have the same. Where nodes were late, their votes were in time for some and not for
    /// others, as an adversary's might be, and few rounds need not agree: nothing is claimed.
    /// </summary>
    private void BeaconsAreEqual()
    {
        for (var epoch = new EpochId(2); epoch.Value <= _network.Options.Epochs; epoch = epoch.Add(1))
        {
            var first = _network.Parameters.FirstLayer(new EpochId(epoch.Value - 2));
            var trouble = FaultPlan.During(_network.Options.Faults, first, _network.Parameters.FirstLayer(epoch).Sub(1));
            if (trouble.Any(one => one.Fault is PlannedFault.BadLine or PlannedFault.Skew))
                continue;
            var struck = trouble.SelectMany(one => one.Nodes).ToHashSet();
            var known = _network.Nodes
                .Where((node, index) => node.Graph is not null && !struck.Contains(index))
                .Select(node => (node.Name, Beacon: node.State.Beacons.Find(epoch)))
                .Where(node => node.Beacon is not null)
                .GroupBy(node => node.Beacon, node => node.Name)
                .ToList();
            if (known.Count > 1)
                _violations.Add($"epoch {epoch} has {known.Count} beacons: {string.Join("; ", known.Select(group => $"{group.Key} ({string.Join(' ', group)})"))}");
        }
    }
}
