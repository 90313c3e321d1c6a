using System.Diagnostics;
using System.Globalization;
using Spacemesh.Testing.Campaigns;
using Spacemesh.Primitives;
using Spacemesh.Simulation;
using Spacemesh.Simulation.Faults;

// dotnet run -c Release --project tests/Spacemesh.Simulation.Campaign -- [--nodes N] [--epochs E] [--seeds N] [--first S] [--minutes M]
//     [--checkpoint FILE] [--restart] [--only SEED] [--calm] [--standalone] [--layer SECONDS] [--layers N] [--settings JSON] [--log FILE]
// Continues where the checkpoint of the same first seed ended. docs/simulation.md
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string[] switches = ["--restart", "--calm", "--standalone"];
string[] known = [.. switches, "--nodes", "--epochs", "--seeds", "--first", "--minutes", "--checkpoint", "--only", "--layer", "--layers", "--settings", "--log"];
for (int i = 0; i < args.Length; i += switches.Contains(args[i]) ? 1 : 2)
{
    if (!known.Contains(args[i]) || (!switches.Contains(args[i]) && i + 1 == args.Length))
        return Refuse($"Unknown option or missing value: {args[i]}. Known: {string.Join(' ', known)}.");
}

bool standalone = args.Contains("--standalone");
if (!int.TryParse(Option("--nodes") ?? (standalone ? "1" : "20"), out int nodes) || nodes is < 1 or > 200)
    return Refuse("--nodes takes a number from 1 to 200.");
if (!uint.TryParse(Option("--epochs") ?? "20", out uint epochs) || epochs < 3)
    return Refuse("--epochs takes a number from 3.");
if (!ulong.TryParse(Option("--seeds") ?? "1", out ulong seeds) || seeds < 1)
    return Refuse("--seeds takes a number above 0.");
if (!ulong.TryParse(Option("--first") ?? "1", out ulong first) || first > ulong.MaxValue - seeds)
    return Refuse("--first takes a number.");
if (!double.TryParse(Option("--minutes") ?? "60", out double minutes) || !(minutes > 0))
    return Refuse("--minutes takes a number above 0.");
if (!double.TryParse(Option("--layer") ?? (standalone ? "6" : "15"), out double seconds) || !(seconds > 0))
    return Refuse("--layer takes a number of seconds.");
if (!uint.TryParse(Option("--layers") ?? (standalone ? "10" : "4"), out uint layers) || layers < 3)
    return Refuse("--layers takes the layers of an epoch, from 3.");
ulong? only = null;
if (Option("--only") is { } alone)
{
    if (!ulong.TryParse(alone, out ulong seed))
        return Refuse("--only takes a seed.");
    (only, first, seeds) = (seed, seed, 1);
}

string path = Option("--checkpoint") ?? Path.Combine("artifacts", "simulation.checkpoint");
ulong next = first;
try
{
    if (only is null && !args.Contains("--restart") && CampaignCheckpoint.Load(path) is { } saved && saved.First == first && saved.Next - first < seeds)
        next = saved.Next;
}
catch (IOException exception)
{
    return Refuse(exception.Message);
}

if (next > first)
    Console.WriteLine($"continuing at seed {next} ({path})");
var clock = Stopwatch.StartNew();
int failed = 0;
for (; next < first + seeds && clock.Elapsed.TotalMinutes < minutes; next++)
{
    if (!Run(next))
        failed++;
    else if (failed == 0 && only is null)
        new CampaignCheckpoint(first, next + 1).Save(path);
}

Console.WriteLine($"{failed} failed");
return failed == 0 ? 0 : 1;

bool Run(ulong seed)
{
    using var log = Option("--log") is { } file ? new StreamWriter(file) { AutoFlush = true } : null;
    using var network = new WholeNetwork(new SimulationOptions
    {
        Seed = seed,
        Nodes = nodes,
        Epochs = epochs,
        LayersPerEpoch = layers,
        LayerDuration = TimeSpan.FromSeconds(seconds),
        IsStandalone = standalone,
        Faults = args.Contains("--calm") ? [] : FaultPlan.Draw(seed, nodes, epochs, layers),
        Settings = Option("--settings"),
        Log = log,
    });
    foreach (var fault in network.Options.Faults)
        Console.WriteLine($"seed {seed}: {fault}");
    for (uint layer = layers; layer <= network.End.Value + 1; layer += layers)
    {
        network.RunTo(new LayerId(layer));
        var reports = SimulationReview.Nodes(network);
        var low = reports.MinBy(report => report.Applied)!;
        var high = reports.MaxBy(report => report.Applied)!;
        Console.WriteLine(
            $"seed {seed} layer {layer} after {clock.Elapsed.TotalSeconds:F0} s: applied {low.Applied} ({low.Name}) to {high.Applied} ({high.Name}), {low.Blocks} to {high.Blocks} blocks, {reports.Sum(report => report.Published.Count)} ATXs");
    }

    var violations = SimulationReview.Agreement(network, behind: 2);
    foreach (string violation in violations)
        Console.WriteLine($"seed {seed}: {violation}");
    foreach (var warning in network.Nodes.SelectMany(node => node.Warnings).GroupBy(pair => pair.Key, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        Console.WriteLine($"  {warning.Sum(pair => pair.Value)} × {warning.Key}");
    Console.WriteLine($"seed {seed}: trace {network.Network.Trace.Digest} after {clock.Elapsed.TotalSeconds:F0} s, {network.Scheduler.Steps} steps, {violations.Count} violations");
    return violations.Count == 0;
}

string? Option(string name)
{
    int at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}

static int Refuse(string problem)
{
    Console.Error.WriteLine(problem);
    return 2;
}
