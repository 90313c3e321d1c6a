using Spacemesh.Poet.Membership;
using Spacemesh.Poet.Server.Storage;
using Spacemesh.Primitives;

namespace Spacemesh.Poet.Server.Registration;

/// <summary>
/// The members of one round. Registrations gather in a batch that is written with one disk sync: when its timer fires, when it is full
/// and when the round closes; all who wait get the result of the write.
/// </summary>
/// <remarks>Locks: <c>_disk</c> is taken before <c>_state</c>; neither is held while waiters continue.</remarks>
public sealed class RoundMembers : IDisposable
{
    private readonly Lock _disk = new();
    private readonly Lock _state = new();
    private readonly Dictionary<NodeId, Hash32> _members = [];
    private readonly Dictionary<NodeId, (Hash32 Challenge, Task Written)> _pending = [];
    private readonly MemberJournal _journal;
    private readonly RoundMembersOptions _options;
    private readonly ITimer _timer;
    private readonly Action<int, TimeSpan>? _written;
    private readonly TimeProvider _time;
    private Batch _batch = new();
    private bool _closed;

    /// <summary>Opens a round's folder, making it when it is new.</summary>
    /// <param name="directory">The round's folder.</param>
    /// <param name="round">Its number.</param>
    /// <param name="options">Limits.</param>
    /// <param name="time">Clock of the flush timer.</param>
    /// <param name="written">Told the size of each batch written and how long that took.</param>
    public RoundMembers(string directory, uint round, RoundMembersOptions options, TimeProvider time, Action<int, TimeSpan>? written = null)
    {
        Round = round;
        _options = options;
        _written = written;
        _time = time;
        Directory.CreateDirectory(directory);
        _journal = MemberJournal.Open(FilePath(directory), options.SyncToDisk, out var entries, out int damaged);
        Damaged = damaged;
        foreach (var (nodeId, challenge) in entries)
            _members.TryAdd(nodeId, challenge);
        _timer = time.CreateTimer(_ => FlushFromTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public uint Round { get; }

    /// <summary>Entries on the disk that were unreadable when the round was opened.</summary>
    public int Damaged { get; }

    /// <summary>Members on the disk.</summary>
    public int Count
    {
        get
        {
            lock (_state)
                return _members.Count;
        }
    }

    /// <summary>Registrations not yet on the disk.</summary>
    public int Pending
    {
        get
        {
            lock (_state)
                return _pending.Count;
        }
    }

    /// <summary>Whether a folder holds a round.</summary>
    public static bool Exists(string directory) => File.Exists(FilePath(directory));

    /// <summary>
    /// Registers a challenge. <paramref name="written"/> completes when it is on the disk, at once where nothing is to be written,
    /// and fails when writing failed.
    /// </summary>
    public RegistrationOutcome Submit(in NodeId nodeId, in Hash32 challenge, out Task written)
    {
        bool full;
        written = Task.CompletedTask;
        lock (_state)
        {
            if (_closed)
                return RegistrationOutcome.Closed;
            if ((ulong)_members.Count + (ulong)_pending.Count >= _options.MaxMembers)
                return RegistrationOutcome.Full;
            if (_pending.TryGetValue(nodeId, out var waiting))
            {
                // The reference answers at once; we only confirm what is on the disk.
                written = waiting.Written;
                return waiting.Challenge == challenge ? RegistrationOutcome.Repeated : RegistrationOutcome.Conflict;
            }

            if (_members.TryGetValue(nodeId, out var member))
                return member == challenge ? RegistrationOutcome.Repeated : RegistrationOutcome.Conflict;
            if (_pending.Count >= _options.MaxPending)
                return RegistrationOutcome.Overloaded;

            written = _batch.Done.Task;
            _batch.Entries.Add(new(nodeId, challenge));
            _pending.Add(nodeId, (challenge, written));
            full = _batch.Entries.Count >= _options.MaxBatch;
            if (!full && _batch.Entries.Count == 1)
                _timer.Change(_options.FlushInterval, Timeout.InfiniteTimeSpan);
        }

        if (full)
            Flush();
        return RegistrationOutcome.Accepted;
    }

    /// <summary>Writes what is pending. Failures go to those who wait.</summary>
    public void Flush()
    {
        lock (_disk)
        {
            Batch batch;
            lock (_state)
            {
                batch = _batch;
                if (batch.Entries.Count == 0)
                    return;
                _batch = new Batch();
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }

            Write(batch);
        }
    }

    /// <summary>Ends registration and returns the challenges in the round's order (spec 03 §7).</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Close()
    {
        lock (_state)
            _closed = true;
        Flush();
        return Challenges();
    }

    /// <summary>The challenges on the disk in the round's order.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Challenges()
    {
        lock (_state)
            return RoundStatement.Order(_members.Select(member => KeyValuePair.Create(member.Key, new ReadOnlyMemory<byte>(member.Value.ToArray()))));
    }

    public void Dispose()
    {
        lock (_state)
            _closed = true;
        Flush();
        _timer.Dispose();
        _journal.Dispose();
    }

    private static string FilePath(string directory) => Path.Combine(directory, "members.log");

    private void FlushFromTimer()
    {
        try
        {
            Flush();
        }
        catch (ObjectDisposedException)
        {
            // The round was closed, hence flushed, while the timer fired.
        }
    }

    private void Write(Batch batch)
    {
        Exception? failure = null;
        long started = _time.GetTimestamp();
        try
        {
            _journal.Append(batch.Entries);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            failure = exception;
        }

        lock (_state)
        {
            foreach (var (nodeId, challenge) in batch.Entries)
            {
                _pending.Remove(nodeId);
                if (failure is null)
                    _members.Add(nodeId, challenge);
            }
        }

        if (failure is null)
        {
            _written?.Invoke(batch.Entries.Count, _time.GetElapsedTime(started));
            batch.Done.SetResult();
        }
        else
        {
            batch.Done.SetException(failure);
        }
    }

    private sealed class Batch
    {
        public List<KeyValuePair<NodeId, Hash32>> Entries { get; } = [];

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
