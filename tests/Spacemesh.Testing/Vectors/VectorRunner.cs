using System.Diagnostics;
using System.Reflection;

namespace Spacemesh.Testing.Vectors;

/// <summary>Finds the conformance classes of assemblies and runs them over a folder of golden files.</summary>
public static class VectorRunner
{
    private const int FailuresShownPerFile = 20;
    private const int MessageLimit = 2000;

    /// <summary>Conformance classes by the stem of the file they read; several parts may read one file.</summary>
    public static ILookup<string, Type> SuitesOf(IEnumerable<Assembly> assemblies) =>
        assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(VectorSuite)))
            .ToLookup(
                type => type.GetCustomAttribute<VectorFileAttribute>()?.Stem
                    ?? throw new InvalidOperationException($"{type} has no [VectorFile]."),
                StringComparer.Ordinal);

    /// <summary>The project's own <c>vectors/</c> folder, or the one that <c>SPACEMESH_VECTORS</c> names.</summary>
    public static string DefaultDirectory()
    {
        if (Environment.GetEnvironmentVariable("SPACEMESH_VECTORS") is { Length: > 0 } named)
            return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Spacemesh.slnx")))
                return Path.Combine(folder.FullName, "vectors");
        }

        throw new DirectoryNotFoundException("No vectors/ folder above the test program; set SPACEMESH_VECTORS to one.");
    }

    /// <summary>Runs one conformance class over one file.</summary>
    public static VectorOutcome Run(string path, Type suiteType)
    {
        long start = Stopwatch.GetTimestamp();
        int passed = 0;
        var failures = new List<string>();
        int failed = 0;
        try
        {
            using var file = VectorFile.Open(path);
            var suite = (VectorSuite)Activator.CreateInstance(suiteType)!;
            suite.Open(file);
            foreach (var vector in file.Cases)
            {
                try
                {
                    suite.Check(vector);
                    passed++;
                }
                catch (Exception exception) when (exception is not OutOfMemoryException)
                {
                    failed++;
                    if (failures.Count < FailuresShownPerFile)
                        failures.Add($"{file.Stem} [{vector.Index}] {vector.Name}: {Describe(exception)}");
                }
            }

            (suite as IDisposable)?.Dispose();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            failed++;
            failures.Add($"{VectorFile.StemOf(path)}: {Describe(exception)}");
        }

        return new VectorOutcome(VectorFile.StemOf(path), passed, failed, failures, Stopwatch.GetElapsedTime(start));
    }

    private static string Describe(Exception exception)
    {
        string text = exception is VectorMismatchException ? exception.Message : exception.ToString();
        return text.Length <= MessageLimit ? text : text[..MessageLimit] + "…";
    }
}
