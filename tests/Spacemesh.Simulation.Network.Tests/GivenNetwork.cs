using System.Text;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Simulation.Network.Tests;

/// <summary>Nodes that accept what they hear and write it down.</summary>
internal sealed class GivenNetwork
{
    public const string Topic = "t";

    public GivenNetwork(int nodes, LinkConditions? conditions = null, ulong seed = 1, Func<string, Verdict>? judge = null, SimulatedNetworkOptions? options = null)
    {
        Network = new SimulatedNetwork(
            Scheduler.TimeProvider, new SeededRandom(seed), (options ?? new SimulatedNetworkOptions()) with { Conditions = conditions ?? LinkConditions.Good });
        for (int i = 0; i < nodes; i++)
        {
            var node = Network.Join($"n{i}");
            var heard = new List<(string, TimeSpan)>();
            Heard.Add(heard);
            node.Gossip.Subscribe(
                Topic,
                (from, message, _) =>
                {
                    string text = Encoding.UTF8.GetString(message.Span);
                    if (!from.IsNone)
                        heard.Add((text, Scheduler.Elapsed));
                    return ValueTask.FromResult(judge?.Invoke(text) ?? Verdict.Accept);
                });
        }
    }

    public VirtualScheduler Scheduler { get; } = new();

    public SimulatedNetwork Network { get; }

    public List<List<(string Text, TimeSpan At)>> Heard { get; } = [];

    public IReadOnlyList<SimulatedNode> Nodes => Network.Nodes;

    public void Publish(int node, string text) =>
        Scheduler.Run(() => Nodes[node].Gossip.PublishAsync(Topic, Encoding.UTF8.GetBytes(text)));

    public void Run(double seconds = 10) => Scheduler.RunFor(TimeSpan.FromSeconds(seconds));

    public IEnumerable<string> HeardBy(int node) => Heard[node].Select(heard => heard.Text);
}
