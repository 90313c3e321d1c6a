using System.Diagnostics;
using System.Globalization;
using Spacemesh.Mesh.Campaign;
using Spacemesh.Mesh.Campaign.Scenarios;

// dotnet run -c Release --project tests/Spacemesh.Mesh.Campaign -- [--scenario NAME] [--layers N] [--seeds N] [--seed S] [--show yes]
// docs/simulation.md
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string[] known = ["--scenario", "--layers", "--seeds", "--seed", "--show"];
for (int i = 0; i < args.Length; i += 2)
{
    if (!known.Contains(args[i]) || i + 1 == args.Length)
        return Refuse($"Unknown option {args[i]}, or no value behind it. Known: {string.Join(' ', known)}.");
}

if (!int.TryParse(Option("--layers") ?? "2000", out int layers) || layers < 1)
    return Refuse("--layers takes a number above 0.");
if (!int.TryParse(Option("--seeds") ?? "10", out int seeds) || seeds < 1)
    return Refuse("--seeds takes a number above 0.");
if (!ulong.TryParse(Option("--seed") ?? "1", out ulong first))
    return Refuse("--seed takes a number.");
string? wanted = Option("--scenario");
var scenarios = ScenarioCatalogue.All.Where(scenario => wanted is null || scenario.Name == wanted).ToList();
if (scenarios.Count == 0)
    return Refuse($"No scenario {wanted}. Known: {string.Join(' ', ScenarioCatalogue.All.Select(scenario => scenario.Name))}.");

int failures = 0;
foreach (var scenario in scenarios)
{
    var clock = Stopwatch.StartNew();
    int full = 0;
    int changed = 0;
    int agreements = 0;
    int failed = 0;
    for (ulong seed = first; seed < first + (ulong)seeds; seed++)
    {
        try
        {
            var run = CampaignRun.Play(scenario, seed, layers, Option("--show") is null ? null : Console.WriteLine);
            full += run.FullLayers;
            changed += run.Changed;
            agreements += run.Agreements;
        }
        catch (CampaignViolation violation)
        {
            failed++;
            Console.WriteLine($"  {violation.Message}");
        }
    }

    failures += failed;
    Console.WriteLine(
        $"{scenario.Name,-20} {seeds - failed}/{seeds} clean, {layers} layers each, {agreements} agreements, {full} layers in full mode, {changed} verified layers changed, {clock.Elapsed.TotalSeconds:F1} s");
}

return failures == 0 ? 0 : 1;

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var at ? args[at + 1] : null;

static int Refuse(string why)
{
    Console.Error.WriteLine(why);
    return 2;
}
