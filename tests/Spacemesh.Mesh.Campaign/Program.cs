using System.Diagnostics;
using System.Globalization;
using Spacemesh.Mesh.Campaign;
using Spacemesh.Mesh.Campaign.Scenarios;
using Spacemesh.Testing.Campaigns;

// dotnet run -c Release --project tests/Spacemesh.Mesh.Campaign -- [--scenario NAME] [--layers N] [--seeds N] [--seed S] [--minutes M]
//     [--checkpoint FILE] [--restart] [--show]
// Plays every scenario with the first seed, then with the next one, and continues where the checkpoint of the same first seed ended.
// docs/simulation.md
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string[] switches = ["--restart", "--show"];
string[] known = [.. switches, "--scenario", "--layers", "--seeds", "--seed", "--minutes", "--checkpoint"];
for (int i = 0; i < args.Length; i += switches.Contains(args[i]) ? 1 : 2)
{
    if (!known.Contains(args[i]) || (!switches.Contains(args[i]) && i + 1 == args.Length))
        return Refuse($"Unknown option {args[i]}, or no value behind it. Known: {string.Join(' ', known)}.");
}

if (!int.TryParse(Option("--layers") ?? "2000", out int layers) || layers < 1)
    return Refuse("--layers takes a number above 0.");
if (!uint.TryParse(Option("--seeds") ?? "10", out uint seeds) || seeds < 1)
    return Refuse("--seeds takes a number above 0.");
if (!uint.TryParse(Option("--seed") ?? "1", out uint first))
    return Refuse("--seed takes a number.");
if (!double.TryParse(Option("--minutes") ?? "30", out double minutes) || !(minutes > 0))
    return Refuse("--minutes takes a number above 0.");
string? wanted = Option("--scenario");
var scenarios = ScenarioCatalogue.All.Where(scenario => wanted is null || scenario.Name == wanted).ToList();
if (scenarios.Count == 0)
    return Refuse($"No scenario {wanted}. Known: {string.Join(' ', ScenarioCatalogue.All.Select(scenario => scenario.Name))}.");

// A history is one scenario with one seed; they are counted through, all scenarios of a seed together.
string path = Option("--checkpoint") ?? Path.Combine("artifacts", $"mesh-{wanted ?? "all"}-{layers}.checkpoint");
ulong begin = (ulong)first * (ulong)scenarios.Count;
ulong end = begin + ((ulong)seeds * (ulong)scenarios.Count);
ulong next = begin;
try
{
    if (!args.Contains("--restart") && CampaignCheckpoint.Load(path) is { } saved && saved.First == begin && saved.Next > begin && saved.Next < end)
        next = saved.Next;
}
catch (IOException exception)
{
    return Refuse(exception.Message);
}

if (next > begin)
    Console.WriteLine($"continuing at seed {next / (ulong)scenarios.Count} ({path})");
var clock = Stopwatch.StartNew();
int failed = 0;
for (; next < end && clock.Elapsed.TotalMinutes < minutes; next++)
{
    var scenario = scenarios[(int)(next % (ulong)scenarios.Count)];
    ulong seed = next / (ulong)scenarios.Count;
    var began = clock.Elapsed;
    try
    {
        var run = CampaignRun.Play(scenario, seed, layers, args.Contains("--show") ? Console.WriteLine : null);
        Console.WriteLine(
            $"seed {seed} {scenario.Name,-20} clean: {layers} layers, {run.Agreements} agreements, {run.FullLayers} layers in full mode, {run.Changed} verified layers changed, {(clock.Elapsed - began).TotalSeconds:F0} s");
        if (failed == 0)
            new CampaignCheckpoint(begin, next + 1).Save(path);
    }
    catch (CampaignViolation violation)
    {
        failed++;
        Console.WriteLine($"seed {seed} {scenario.Name,-20} FAILED: {violation.Message}");
    }
}

Console.WriteLine($"{failed} failed{(next < end ? $", {end - next} of {end - begin} histories left: the same command goes on" : "")}");
return failed == 0 ? 0 : 1;

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var at ? args[at + 1] : null;

static int Refuse(string why)
{
    Console.Error.WriteLine(why);
    return 2;
}
