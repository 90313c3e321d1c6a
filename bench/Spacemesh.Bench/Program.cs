using System.Globalization;
using System.Reflection;
using Spacemesh.Bench;

// dotnet run -c Release --project bench/Spacemesh.Bench -- [PART|SUITE|NAME]… [--seconds S] [--rounds N]
// Prints a Markdown table: our rate, the yardstick's rate, their ratio and, where known, the reference's ratio.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
double seconds = Option("--seconds") ?? 1;
int rounds = (int)(Option("--rounds") ?? 5);
var filters = args.Where((argument, index) => !argument.StartsWith("--", StringComparison.Ordinal)
    && (index == 0 || !args[index - 1].StartsWith("--", StringComparison.Ordinal))).ToArray();

var suites = Assembly.GetExecutingAssembly().GetTypes()
    .Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(BenchmarkSuite)))
    .Select(type => (BenchmarkSuite)Activator.CreateInstance(type)!)
    .OrderBy(suite => suite.Part, StringComparer.Ordinal)
    .ToList();

Console.WriteLine(Benchmark.TableHeader);
foreach (var suite in suites)
{
    bool wholePart = filters.Length == 0 ? !suite.IsOnDemand : filters.Any(filter => IsNameOf(suite, filter));
    // The others are not even prepared where only whole suites are asked for.
    if (!wholePart && (suite.IsOnDemand || filters.All(filter => suites.Exists(other => IsNameOf(other, filter)))))
        continue;
    foreach (var benchmark in suite.Benchmarks())
    {
        if (wholePart || filters.Any(filter => benchmark.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)))
            Console.WriteLine(benchmark.Run(seconds, rounds));
    }

    (suite as IDisposable)?.Dispose();
}

static bool IsNameOf(BenchmarkSuite suite, string filter) => suite.Part == filter || suite.GetType().Name == filter;

double? Option(string name)
{
    int at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? double.Parse(args[at + 1]) : null;
}
