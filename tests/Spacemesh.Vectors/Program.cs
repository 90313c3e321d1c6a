using System.Reflection;
using Spacemesh.Testing.Vectors;

// Runs every conformance class over a folder of golden files: one line a file, then each failing case.
// `--unclaimed` only names the files that no class reads.
bool onlyUnclaimed = args.Contains("--unclaimed");
string directory = args.FirstOrDefault(argument => !argument.StartsWith('-')) ?? VectorRunner.DefaultDirectory();
if (!Directory.Exists(directory))
{
    Console.Error.WriteLine($"No folder {directory}: give the folder that holds the golden files.");
    return 2;
}

var assemblies = Directory.EnumerateFiles(AppContext.BaseDirectory, "Spacemesh.*.Tests.dll").Order(StringComparer.Ordinal).Select(Assembly.LoadFrom);
var suites = VectorRunner.SuitesOf(assemblies);
var files = VectorFile.List(directory);
if (files.Count == 0)
{
    Console.Error.WriteLine($"No golden file (*.json or *.json.gz) in {directory}.");
    return 2;
}

int passed = 0;
int failed = 0;
var output = new object();
var work = files.Where(path => !onlyUnclaimed && suites.Contains(VectorFile.StemOf(path)))
    .SelectMany(path => suites[VectorFile.StemOf(path)].Select(suite => (path, suite)));
await Parallel.ForEachAsync(work, (item, _) =>
{
    var outcome = VectorRunner.Run(item.path, item.suite);
    lock (output)
    {
        passed += outcome.Passed;
        failed += outcome.Failed;
        Console.WriteLine($"{Path.GetFileName(item.path)}  {outcome.Passed} passed, {outcome.Failed} failed");
        foreach (string failure in outcome.Failures)
            Console.WriteLine($"  {failure}");
        if (outcome.Failed > outcome.Failures.Count)
            Console.WriteLine($"  … and {outcome.Failed - outcome.Failures.Count} more");
    }

    return ValueTask.CompletedTask;
});

foreach (string path in files.Where(path => !suites.Contains(VectorFile.StemOf(path))))
{
    Console.WriteLine($"{Path.GetFileName(path)}  opened by no test");
    failed++;
}

Console.WriteLine($"{passed} passed, {failed} failed");
return failed == 0 ? 0 : 1;
