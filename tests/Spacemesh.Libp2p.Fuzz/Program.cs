using System.Diagnostics;
using System.Globalization;
using Spacemesh.Libp2p.Fuzz;
using Spacemesh.Runtime;

// dotnet run -c Release --project tests/Spacemesh.Libp2p.Fuzz -- [--inputs N] [--seed S] [--only TARGET]
// docs/libp2p.md, "Fuzzing"
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int FailuresShown = 10;
const long AllocationLimit = 32 << 20;

long inputs = long.Parse(Option("--inputs") ?? "1000000");
ulong seed = ulong.Parse(Option("--seed") ?? "1");
string? only = Option("--only");
var targets = FuzzTargets.All().Where(target => only is null || target.Name == only).ToList();
if (targets.Count == 0)
{
    Console.Error.WriteLine($"Unknown target '{only}'. Targets: {string.Join(", ", FuzzTargets.All().Select(target => target.Name))}.");
    return 2;
}

foreach (var target in targets)
{
    foreach (byte[] sound in target.Seeds)
        target.Run(sound.Length > 0 && target.Name == "handshake" ? sound[..^1] : sound);
}

int failures = 0;
long done = 0;
int weights = targets.Sum(target => target.Weight);
var clock = Stopwatch.StartNew();
foreach (var target in targets)
{
    var random = new SeededRandom(seed).Fork(target.Name);
    long share = Math.Max(1, (inputs * target.Weight + weights - 1) / weights);
    long largest = 0;
    for (long i = 0; i < share; i++)
    {
        byte[] input = Mutator.Mutate(target.Seeds, random);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target.Run(input);
        }
        catch (Exception exception)
        {
            if (++failures <= FailuresShown)
                Console.WriteLine($"{target.Name} #{i} {Convert.ToHexStringLower(input)}\n  {exception}");
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        largest = Math.Max(largest, allocated);
        if (allocated > AllocationLimit && ++failures <= FailuresShown)
            Console.WriteLine($"{target.Name} #{i} {Convert.ToHexStringLower(input)}\n  allocates {allocated} bytes");
    }

    done += share;
    Console.WriteLine($"{target.Name,-16} {share,10:N0} inputs, at most {largest:N0} bytes allocated by one");
}

Console.WriteLine($"{done:N0} inputs in {clock.Elapsed.TotalSeconds:F0} s, {failures} failures");
return failures == 0 ? 0 : 1;

string? Option(string name)
{
    int index = Array.IndexOf(args, name);
    return index >= 0 && index + 1 < args.Length ? args[index + 1] : null;
}
