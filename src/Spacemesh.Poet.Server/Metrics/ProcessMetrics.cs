using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Spacemesh.Poet.Server.Metrics;

/// <summary>What every process tells of itself.</summary>
internal static class ProcessMetrics
{
    public static void Write(StringBuilder text)
    {
        using var process = Process.GetCurrentProcess();
        Family(text, "process_cpu_seconds_total", "counter", "Total user and system CPU time spent in seconds.", process.TotalProcessorTime.TotalSeconds);
        Family(text, "process_resident_memory_bytes", "gauge", "Resident memory size in bytes.", process.WorkingSet64);
        Family(text, "process_threads", "gauge", "Number of OS threads in the process.", process.Threads.Count);
        Family(text, "dotnet_gc_heap_size_bytes", "gauge", "Managed heap size in bytes.", GC.GetTotalMemory(forceFullCollection: false));
    }

    private static void Family(StringBuilder text, string name, string type, string help, double value) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n{name} {value:R}\n");
}
