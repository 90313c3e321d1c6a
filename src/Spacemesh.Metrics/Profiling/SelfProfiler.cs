using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Symbols;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Etlx;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;
using Microsoft.Diagnostics.Tracing.Stacks;

namespace Spacemesh.Metrics.Profiling;

/// <summary>
/// Profiles of this process out of the runtime's own event pipe, which tools like dotnet-trace read too. One runs at a time; another one
/// meanwhile is refused.
/// </summary>
internal sealed class SelfProfiler(TimeProvider time) : IDisposable
{
    /// <summary>Events of the runtime that name methods, and begin and end of collections.</summary>
    private const long Names = 0x10 | 0x8 | 0x20;

    /// <summary>A collection that tells every object that survives, and the types' names.</summary>
    private const long HeapSnapshot = 0x1980001;

    private static readonly TimeSpan HeapLimit = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Where the threads were while <paramref name="duration"/> passed.</summary>
    /// <exception cref="InvalidOperationException">A profile is being taken already, or the runtime's diagnostics are switched off.</exception>
    public Task<byte[]> ProcessorAsync(TimeSpan duration, CancellationToken cancellationToken) => AloneAsync(async () =>
    {
        var began = time.GetUtcNow();
        string trace = await RecordAsync(
            [new EventPipeProvider("Microsoft-DotNETCore-SampleProfiler", EventLevel.Informational), new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, Names)],
            () => Task.Delay(duration, time, cancellationToken));
        try
        {
            return Samples(trace).Build(began, duration);
        }
        finally
        {
            File.Delete(trace);
        }
    });

    /// <summary>What the managed heap holds, by type. Collects garbage first.</summary>
    /// <inheritdoc cref="ProcessorAsync" path="/exception"/>
    public Task<byte[]> HeapAsync(CancellationToken cancellationToken) => AloneAsync(async () =>
    {
        var began = time.GetUtcNow();
        var profile = new ProfileBuilder(("inuse_objects", "count"), ("inuse_space", "bytes"));
        using var session = await Client().StartEventPipeSessionAsync(
            new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, HeapSnapshot), requestRundown: false, circularBufferMB: 512, cancellationToken);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = Task.Run(() => ReadHeap(session.EventStream, profile, ended), CancellationToken.None);
        using var limit = new CancellationTokenSource(HeapLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await Task.WhenAny(ended.Task, reading, Task.Delay(Timeout.InfiniteTimeSpan, time, either.Token));
        await session.StopAsync(CancellationToken.None);
        await reading;
        cancellationToken.ThrowIfCancellationRequested();
        return profile.Build(began, time.GetUtcNow() - began);
    });

    public void Dispose() => _one.Dispose();

    private static DiagnosticsClient Client() => new(Environment.ProcessId);

    private static async Task<string> RecordAsync(IReadOnlyList<EventPipeProvider> providers, Func<Task> wait)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".nettrace");
        using var session = await Client().StartEventPipeSessionAsync(providers, requestRundown: true, circularBufferMB: 256, CancellationToken.None);
        await using (var file = new FileStream(path, FileMode.CreateNew))
        {
            var copying = session.EventStream.CopyToAsync(file);
            try
            {
                await wait();
            }
            finally
            {
                await session.StopAsync(CancellationToken.None);
                await copying;
            }
        }

        return path;
    }

    private static ProfileBuilder Samples(string trace)
    {
        // The last value is what viewers show first: time on a processor, not time of waiting.
        var profile = new ProfileBuilder(("wall", "nanoseconds"), ("cpu", "nanoseconds"));
        string converted = TraceLog.CreateFromEventPipeDataFile(trace);
        try
        {
            using var log = new TraceLog(converted);
            using var symbols = new SymbolReader(TextWriter.Null, "");
            var stacks = new MutableTraceEventStackSource(log);
            new SampleProfilerThreadTimeComputer(log, symbols).GenerateThreadTimeStacks(stacks);
            stacks.ForEach(sample =>
            {
                var frames = new List<string>();
                bool onProcessor = false;
                for (var at = sample.StackIndex; at != StackSourceCallStackIndex.Invalid; at = stacks.GetCallerIndex(at))
                {
                    string name = stacks.GetFrameName(stacks.GetFrameIndex(at), false);
                    onProcessor |= name == "CPU_TIME";
                    if (name is not ("CPU_TIME" or "UNMANAGED_CODE_TIME") && !name.StartsWith("Process", StringComparison.Ordinal) && name != "Threads")
                        frames.Add(name);
                }

                // The metric is in milliseconds.
                long nanoseconds = (long)(sample.Metric * 1e6);
                if (nanoseconds > 0 && frames.Count > 0)
                    profile.Add(frames, nanoseconds, onProcessor ? nanoseconds : 0);
            });
        }
        finally
        {
            File.Delete(converted);
        }

        return profile;
    }

    private static void ReadHeap(Stream events, ProfileBuilder profile, TaskCompletionSource ended)
    {
        var types = new Dictionary<ulong, string>();
        var sizes = new Dictionary<ulong, (long Objects, long Bytes)>();
        using var source = new EventPipeEventSource(events);
        int collection = -1;
        source.Clr.TypeBulkType += bulk =>
        {
            for (int i = 0; i < bulk.Count; i++)
                types[bulk.Values(i).TypeID] = bulk.Values(i).TypeName;
        };
        source.Clr.GCStart += start => collection = collection < 0 && start is { Depth: 2, Type: not GCType.BackgroundGC } ? start.Count : collection;
        source.Clr.GCBulkNode += bulk =>
        {
            for (int i = 0; i < bulk.Count; i++)
            {
                var node = bulk.Values(i);
                var (objects, bytes) = sizes.GetValueOrDefault(node.TypeID);
                sizes[node.TypeID] = (objects + 1, bytes + (long)node.Size);
            }
        };
        source.Clr.GCStop += stop =>
        {
            if (stop.Count == collection)
                ended.TrySetResult();
        };
        source.Process();
        foreach (var (type, (objects, bytes)) in sizes)
            profile.Add([types.GetValueOrDefault(type) is { Length: > 0 } name ? name : $"type 0x{type:x}"], objects, bytes);
    }

    private async Task<byte[]> AloneAsync(Func<Task<byte[]>> take)
    {
        if (!await _one.WaitAsync(0))
            throw new InvalidOperationException("a profile is being taken already");
        try
        {
            return await take();
        }
        catch (ServerNotAvailableException e)
        {
            throw new InvalidOperationException($"the runtime's diagnostics cannot be reached: {e.Message}", e);
        }
        finally
        {
            _one.Release();
        }
    }
}
