using System.Globalization;
using System.Runtime.InteropServices;
using Spacemesh.Poet.Work;

namespace Spacemesh.Poet.Server.Rounds;

/// <summary>
/// Works on one thread of its own. Its system id stands in a file, so that the operator can pin it to a core (spec 03 §10.5).
/// </summary>
public sealed partial class ThreadWorkExecutor(TimeProvider time, string? threadIdFile = null) : IWorkExecutor
{
    public async Task RunAsync(SequentialWork work, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stop = new StopFlag();
        var remaining = end - time.GetUtcNow();
        await using var timer = time.CreateTimer(
            _ => stop.AtEnd = true, null, remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await using var cancelled = cancellationToken.Register(() => stop.Cancelled = true);
        var thread = new Thread(() => Work(work, stop, done)) { Name = "poet work", IsBackground = true, Priority = ThreadPriority.AboveNormal };
        thread.Start();
        await done.Task;
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Work(SequentialWork work, StopFlag stop, TaskCompletionSource done)
    {
        try
        {
            WriteThreadId();
            work.Advance(ulong.MaxValue, () => stop.Cancelled || (stop.AtEnd && work.LeafCount >= PoetParameters.SecurityParameter));
            done.SetResult();
        }
        catch (Exception exception)
        {
            done.SetException(exception);
        }
    }

    private void WriteThreadId()
    {
        if (threadIdFile is null)
            return;
        int id = OperatingSystem.IsLinux() ? GetThreadId() : -1;
        File.WriteAllText(threadIdFile, id.ToString(CultureInfo.InvariantCulture));
    }

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetThreadId();

    private sealed class StopFlag
    {
        private volatile bool _atEnd;
        private volatile bool _cancelled;

        public bool AtEnd
        {
            get => _atEnd;
            set => _atEnd = value;
        }

        public bool Cancelled
        {
            get => _cancelled;
            set => _cancelled = value;
        }
    }
}
