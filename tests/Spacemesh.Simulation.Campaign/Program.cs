using System.Diagnostics;
using System.Globalization;
using Spacemesh.Primitives;
using Spacemesh.Simulation;

var clock = Stopwatch.StartNew();
int nodes = int.Parse(args[0], CultureInfo.InvariantCulture);
uint epochs = uint.Parse(args[1], CultureInfo.InvariantCulture);
ulong seed = ulong.Parse(args[2], CultureInfo.InvariantCulture);
using var network = new WholeNetwork(new SimulationOptions { Seed = seed, Nodes = nodes, Epochs = epochs, Log = args.Length > 3 ? new StreamWriter(args[3]) { AutoFlush = true } : null });
for (uint layer = 4; layer <= network.End.Value + 1; layer += 4)
{
    network.RunTo(new LayerId(layer));
    Console.WriteLine($"layer {layer} after {clock.Elapsed.TotalSeconds:F1} s, {network.Scheduler.Steps} steps");
    foreach (var report in SimulationReview.Nodes(network).Take(3))
        Console.WriteLine($"  {report.Name} processed {report.Processed} verified {report.Verified} applied {report.Applied} blocks {report.Blocks} rewards {report.Rewards} atxs {string.Join(',', report.Published)} {report.StateHash}");
}

foreach (string violation in SimulationReview.Agreement(network, 4))
    Console.WriteLine(violation);
foreach (var warning in network.Nodes.SelectMany(node => node.Warnings).GroupBy(pair => pair.Key, StringComparer.Ordinal))
    Console.WriteLine($"{warning.Sum(pair => pair.Value)} × {warning.Key}");
Console.WriteLine($"trace {network.Network.Trace.Digest}");
