using System.Diagnostics;

namespace Spacemesh.Metrics;

/// <summary>What every process tells of itself, under the customary names, and the .NET runtime beside it.</summary>
internal static class ProcessFamilies
{
    public static void AddTo(MetricRegistry registry)
    {
        var cpu = Family("process_cpu_seconds_total", MetricKind.Counter, "Processor time, s");
        var resident = Family("process_resident_memory_bytes", MetricKind.Gauge, "Memory in RAM");
        var reserved = Family("process_virtual_memory_bytes", MetricKind.Gauge, "Address space");
        var start = Family("process_start_time_seconds", MetricKind.Gauge, "Start, in seconds since 1970");
        var files = Family("process_open_fds", MetricKind.Gauge, "Open files");
        var mostFiles = Family("process_max_fds", MetricKind.Gauge, "Most open files");
        var threads = Family("dotnet_threads", MetricKind.Gauge, "Threads of the process");
        var heap = Family("dotnet_gc_heap_bytes", MetricKind.Gauge, "Managed heap");
        var allocated = Family("dotnet_gc_allocated_bytes_total", MetricKind.Counter, "Bytes ever allocated on the managed heap");
        var collections = new MetricFamily("dotnet_gc_collections_total", MetricKind.Counter, "Garbage collections", ["generation"]);
        var pause = Family("dotnet_gc_pause_seconds_total", MetricKind.Counter, "Time that garbage collections paused the process");
        registry.Add(cpu, resident, reserved, start, files, mostFiles, threads, heap, allocated, collections, pause);
        registry.Collect(() =>
        {
            using var process = Process.GetCurrentProcess();
            cpu.Set(process.TotalProcessorTime.TotalSeconds);
            resident.Set(process.WorkingSet64);
            reserved.Set(process.VirtualMemorySize64);
            start.Set((process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds);
            threads.Set(process.Threads.Count);
            heap.Set(GC.GetTotalMemory(forceFullCollection: false));
            allocated.Set(GC.GetTotalAllocatedBytes());
            pause.Set(GC.GetTotalPauseDuration().TotalSeconds);
            for (int generation = 0; generation <= GC.MaxGeneration; generation++)
                collections.Set(GC.CollectionCount(generation), generation.ToString(System.Globalization.CultureInfo.InvariantCulture));
            if (Directory.Exists("/proc/self/fd"))
                files.Set(Directory.EnumerateFileSystemEntries("/proc/self/fd").Count());
            mostFiles.Set(FileLimit());
        });
    }

    private static double FileLimit()
    {
        const string Limits = "/proc/self/limits";
        if (!File.Exists(Limits))
            return 0;
        string? line = File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        string[] words = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length > 3 && double.TryParse(words[3], System.Globalization.CultureInfo.InvariantCulture, out double limit) ? limit : double.PositiveInfinity;
    }

    private static MetricFamily Family(string name, MetricKind kind, string help) => new(name, kind, help);
}
