using System.Diagnostics;
using System.Globalization;
using Spacemesh.Testing.Campaigns;
using Spacemesh.Services.Consensus.Lockstep;
using Spacemesh.Simulation.Network;

// dotnet run -c Release --project tests/Spacemesh.Services.Consensus.Lockstep -- [--seeds N] [--first S] [--minutes M] [--checkpoint FILE] [--restart]
//     [--only SEED] [--nodes N] [--twin NAME]
// Continues where the checkpoint of the same first seed ended. docs/simulation.md
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int FailuresShown = 10;

string[] known = ["--seeds", "--first", "--minutes", "--checkpoint", "--only", "--nodes", "--twin", "--restart"];
for (int i = 0; i < args.Length; i += args[i] == "--restart" ? 1 : 2)
{
    if (!known.Contains(args[i]) || (args[i] != "--restart" && i + 1 == args.Length))
        return Refuse($"Unknown option or missing value: {args[i]}. Known: {string.Join(' ', known)}.");
}

if (!ulong.TryParse(Option("--seeds") ?? "10000", out ulong seeds) || seeds < 1)
    return Refuse("--seeds takes a number above 0.");
if (!ulong.TryParse(Option("--first") ?? "0", out ulong first) || first > ulong.MaxValue - seeds)
    return Refuse("--first takes a number.");
if (!double.TryParse(Option("--minutes") ?? "30", out double minutes) || !(minutes > 0))
    return Refuse("--minutes takes a number above 0.");
int? nodes = null;
if (Option("--nodes") is { } size)
{
    if (!int.TryParse(size, out int given) || given is < 1 or > 50)
        return Refuse("--nodes takes a number from 1 to 50.");
    nodes = given;
}

if (!Enum.TryParse<Twin>(Option("--twin") ?? "None", ignoreCase: true, out var twin) || !Enum.IsDefined(twin))
    return Refuse($"--twin takes one of {string.Join(", ", Enum.GetNames<Twin>())}.");

if (Option("--only") is { } only)
{
    if (!ulong.TryParse(only, out ulong seed))
        return Refuse("--only takes a seed.");
    var outcome = LockstepRun.Of(LockstepPlan.Draw(seed, nodes, twin));
    Show(outcome);
    Console.WriteLine($"seed {seed}: {outcome.Plan.Nodes} nodes ({string.Join(' ', outcome.Plan.Faults)}), {string.Join(" then ", outcome.Plan.Schedule.Rules.Select(rules => rules.Section))}");
    Console.WriteLine($"  {outcome.Agreed} of {outcome.Plan.Layers} layers agreed, {outcome.Certified} certified, {outcome.Proofs} proofs, {outcome.Messages} messages judged, {outcome.Void.Count} void, {outcome.Strays} strays");
    Console.WriteLine($"  digest {outcome.Digest}");
    return outcome.Violations.Count == 0 ? 0 : 1;
}

string path = Option("--checkpoint") ?? Path.Combine("artifacts", "lockstep.checkpoint");
ulong next = first;
try
{
    if (!args.Contains("--restart") && CampaignCheckpoint.Load(path) is { } saved && saved.First == first && saved.Next - first < seeds)
        next = saved.Next;
}
catch (IOException exception)
{
    return Refuse(exception.Message);
}

if (next > first)
    Console.WriteLine($"continuing at seed {next} ({path})");
var clock = Stopwatch.StartNew();
double shownAt = 0;
ulong began = next;
long layers = 0, agreed = 0, certified = 0, proofs = 0, messages = 0, voided = 0, strays = 0;
int failed = 0;
var cache = new VerdictCache();
for (; next < first + seeds && clock.Elapsed.TotalMinutes < minutes; next++)
{
    var outcome = LockstepRun.Of(LockstepPlan.Draw(next, nodes, twin), cache);
    (layers, agreed, certified) = (layers + outcome.Plan.Layers, agreed + outcome.Agreed, certified + outcome.Certified);
    (proofs, messages, strays) = (proofs + outcome.Proofs, messages + outcome.Messages, strays + outcome.Strays);
    voided += outcome.Void.Count;
    failed += outcome.Violations.Count > 0 ? 1 : 0;
    if (outcome.Void.Count > 0 || (outcome.Violations.Count > 0 && failed <= FailuresShown))
        Show(outcome);
    if (clock.Elapsed.TotalSeconds - shownAt >= 5)
    {
        shownAt = clock.Elapsed.TotalSeconds;
        double rate = (next + 1 - began) / shownAt;
        Console.WriteLine($"seed {next}: {rate:N1} seeds/s, {(first + seeds - next - 1) / rate / 60:N1} min left, {failed} failed");
        if (failed == 0)
            new CampaignCheckpoint(first, next + 1).Save(path);
    }
}

if (failed == 0)
    new CampaignCheckpoint(first, next).Save(path);
Console.WriteLine($"{next - began} seeds ({began} to {next - 1}) in {clock.Elapsed.TotalSeconds:N0} s: {layers} layers, {agreed} agreed, {certified} certified, {proofs} proofs, {messages:N0} messages judged, {voided} void, {strays} strays; {failed} failed");
Console.WriteLine($"verdict cache: {cache.Hits:N0} checks spared, {cache.Misses:N0} made");
return failed == 0 ? 0 : 1;

static void Show(LockstepOutcome outcome)
{
    foreach (var (layer, gap) in outcome.Void)
        Console.WriteLine($"seed {outcome.Plan.Seed}: void: layer {layer}: {gap}");
    foreach (var kind in outcome.Violations.GroupBy(violation => violation.Kind))
    {
        foreach (var violation in kind.Take(3))
            Console.WriteLine($"seed {outcome.Plan.Seed}: {kind.Key} ({kind.Count()}): {violation.Text}");
    }
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
