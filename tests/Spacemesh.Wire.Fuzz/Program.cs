using System.Diagnostics;
using System.Globalization;
using Spacemesh.Wire.Fuzz;

// dotnet run -c Release --project tests/Spacemesh.Wire.Fuzz -- [--inputs N] [--seed S] [--checkpoint FILE] [--restart] [--vectors DIR] [--only INDEX]
// Continues where the checkpoint of the same seed and number of inputs ended. docs/fuzzing.md
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int ReportEvery = 1 << 14;
const int FailuresShown = 10;

string[] known = ["--inputs", "--seed", "--checkpoint", "--vectors", "--only", "--restart"];
for (int i = 0; i < args.Length; i += args[i] == "--restart" ? 1 : 2)
{
    if (!known.Contains(args[i]))
        return Refuse($"Unknown option {args[i]}. Known: {string.Join(' ', known)}.");
}

if (!long.TryParse(Option("--inputs") ?? "2000000", out long inputs) || inputs < 1)
    return Refuse("--inputs takes a number above 0.");
if (!ulong.TryParse(Option("--seed") ?? "1", out ulong seed))
    return Refuse("--seed takes a number.");
string path = Option("--checkpoint") ?? Path.Combine("artifacts", "wire-fuzz.checkpoint");
IReadOnlyList<GoldenObject> corpus;
try
{
    corpus = Corpus.Load(Option("--vectors") ?? Corpus.DefaultDirectory());
}
catch (IOException exception)
{
    return Refuse($"{exception.Message} --vectors DIR names the folder of 01-types-encode.json.");
}

var fuzz = new WireFuzz(corpus, seed, inputs);
Console.WriteLine($"{corpus.Count} objects of {WireCatalogue.Entries.Count} types, seed {seed}: {fuzz.Systematic:N0} of {fuzz.AllSystematic:N0} truncations and bit flips, {inputs - fuzz.Systematic:N0} random inputs");

if (Option("--only") is { } only)
{
    if (!long.TryParse(only, out long index) || index < 0 || index >= inputs)
        return Refuse($"--only takes an index below {inputs}.");
    var input = fuzz.Make(index);
    Console.WriteLine($"{input.Entry.Name} {Convert.ToHexStringLower(input.Bytes)}");
    Console.WriteLine(fuzz.Check(index) ?? (input.Entry.Decode(input.Bytes, out var error) is { } value ? $"value {value}" : $"error {error}"));
    return 0;
}

long start = 0;
long acceptedBefore = 0;
if (!args.Contains("--restart") && Checkpoint.Load(path) is { } saved && saved.Seed == seed && saved.Inputs == inputs && saved.Next < inputs)
{
    (start, acceptedBefore) = (saved.Next, saved.Accepted);
    Console.WriteLine($"continuing at {start:N0} ({path})");
}

var clock = Stopwatch.StartNew();
double shownAt = 0;
int failures = 0;
for (long index = start; index < inputs; index++)
{
    if (fuzz.Check(index) is { } failure && ++failures <= FailuresShown)
        Console.WriteLine(failure);
    if (index % ReportEvery == 0 && clock.Elapsed.TotalSeconds - shownAt >= 2)
    {
        shownAt = clock.Elapsed.TotalSeconds;
        double rate = (index + 1 - start) / shownAt;
        Console.WriteLine($"{index + 1:N0} of {inputs:N0}, {rate:N0}/s, {(inputs - index - 1) / rate:N0} s left, {failures} failed");
        if (failures == 0)
            new Checkpoint(seed, inputs, index + 1, acceptedBefore + fuzz.Accepted).Save(path);
    }
}

if (failures == 0)
    new Checkpoint(seed, inputs, inputs, acceptedBefore + fuzz.Accepted).Save(path);
Console.WriteLine($"{inputs - start:N0} inputs in {clock.Elapsed.TotalSeconds:N1} s, {acceptedBefore + fuzz.Accepted:N0} of all accepted, {failures} failed");
return failures == 0 ? 0 : 1;

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
