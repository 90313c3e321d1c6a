using System.Collections.Concurrent;
using System.Diagnostics;

namespace Spacemesh.Storage.Sqlite.Engine;

/// <summary>
/// An open database file: one writer connection and a bounded pool of reader connections, all in WAL mode (spec 10 §2).
/// Writers queue on one lock inside the process and on SQLite's lock across processes; readers see the last committed state.
/// A read inside a write goes through the transaction's own connection. Lock order: the write lock, then a reader's permit.
/// Closing waits for borrowed connections, closes the readers and folds the WAL into the file.
/// </summary>
public sealed class SqliteDatabase : IDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly Connection _writer;
    private readonly SemaphoreSlim _writeLock = new(1, 1);
    private readonly SemaphoreSlim _readerPermits;
    private readonly ConcurrentBag<Connection> _readers = [];
    private readonly ConcurrentDictionary<Connection, byte> _borrowed = new();
    private readonly DatabaseOptions _options;
    private readonly Action _endWrite;
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _writingThread;
    private int _closed;

    internal SqliteDatabase(Connection writer, DatabaseOptions options)
    {
        _writer = writer;
        _writer.Failed = Watch;
        _writer.Meter = options.Meter is { MeasuresQueries: true } meter ? meter : null;
        _options = options;
        _endWrite = EndWrite;
        _readerPermits = new SemaphoreSlim(options.Readers, options.Readers);
    }

    public string Path => _options.Path;

    /// <summary>
    /// Fails once the disk is full, the disk fails or the file turns out to be damaged, whoever asked for what could not be done: from then
    /// on nothing that must be kept can be kept. Never ends otherwise. What was committed before stays.
    /// </summary>
    public Task Broken => _broken.Task;

    /// <summary>The file's <c>user_version</c>.</summary>
    public int Version => (int)Read(connection => connection.QueryInt64("PRAGMA user_version"));

    /// <summary>Runs <paramref name="body"/> on a reader connection. What it returns must not refer to the connection.</summary>
    public T Read<T>(Func<Connection, T> body)
    {
        var connection = Borrow();
        try
        {
            return body(connection);
        }
        finally
        {
            Return(connection);
        }
    }

    /// <summary>Runs <paramref name="body"/> on one consistent snapshot: everything it reads is of one moment.</summary>
    public T ReadSnapshot<T>(Func<Connection, T> body) => Read(connection =>
    {
        connection.RunCached("BEGIN");
        try
        {
            return body(connection);
        }
        finally
        {
            connection.RunCached("ROLLBACK");
        }
    });

    /// <summary>
    /// Streams rows from a reader connection that is held until the enumeration ends. Consumers that may be slow read in pages
    /// instead: a held snapshot keeps the WAL from being reset.
    /// </summary>
    public IEnumerable<T> Stream<T>(Func<Connection, IEnumerable<T>> body)
    {
        var connection = Borrow();
        try
        {
            foreach (var item in body(connection))
                yield return item;
        }
        finally
        {
            Return(connection);
        }
    }

    /// <summary>Begins a write transaction (IMMEDIATE), waiting for the writer before it. Disposing without commit rolls back.</summary>
    public WriteTransaction BeginWrite(CancellationToken cancellationToken = default)
    {
        int thread = Environment.CurrentManagedThreadId;
        if (Volatile.Read(ref _writingThread) == thread)
            throw new InvalidOperationException("This thread runs a transaction already: write through its stores.");
        ThrowIfClosed();
        _writeLock.Wait(cancellationToken);
        try
        {
            ThrowIfClosed();
            _writer.RunCached("BEGIN IMMEDIATE");
            Volatile.Write(ref _writingThread, thread);
        }
        catch
        {
            _writeLock.Release();
            throw;
        }

        return new WriteTransaction(_writer, _endWrite);
    }

    /// <summary>Runs <paramref name="body"/> in one write transaction; an exception rolls back.</summary>
    public T Write<T>(Func<Connection, T> body)
    {
        using var transaction = BeginWrite();
        var result = body(transaction.Connection);
        transaction.Commit();
        return result;
    }

    /// <inheritdoc cref="Write{T}"/>
    public void Write(Action<Connection> body) => Write(connection =>
    {
        body(connection);
        return 0;
    });

    /// <summary>Moves the whole WAL into the file and empties it, where no reader stands in the way.</summary>
    public void Checkpoint()
    {
        ThrowIfClosed();
        _writeLock.Wait();
        try
        {
            ThrowIfClosed();
            _writer.QueryInt64("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        finally
        {
            _writeLock.Release();
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 1)
            return;
        foreach (var connection in _borrowed.Keys)
            connection.Interrupt();
        int taken = 0;
        while (taken < _options.Readers && _readerPermits.Wait(CloseTimeout))
            taken++;
        bool idle = taken == _options.Readers;
        bool writerIdle = _writeLock.Wait(CloseTimeout);
        while (_readers.TryTake(out var reader))
            reader.Dispose();
        if (!writerIdle)
            throw new StorageException(StorageErrorKind.Other, $"{Path}: a write transaction did not end; its changes are rolled back at the next start.");
        try
        {
            if (idle && !_options.ReadOnly && _options.Path.Length > 0)
                _writer.QueryInt64("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (StorageException) when (_broken.Task.IsFaulted)
        {
            // The WAL stays beside the file; the next start reads both.
        }
        finally
        {
            _writer.Dispose();

            // Whoever waited meanwhile learns that the database is closed.
            _writeLock.Release();
            _readerPermits.Release(taken);
        }
    }

    private void Watch(StorageException failure)
    {
        if (failure.Kind is StorageErrorKind.DiskFull or StorageErrorKind.DiskFailed or StorageErrorKind.Corrupt && _broken.TrySetException(failure))
        {
            // It may be that nobody waits for it.
            _ = _broken.Task.Exception;
        }
    }

    private void EndWrite()
    {
        Volatile.Write(ref _writingThread, 0);
        _writeLock.Release();
    }

    private Connection Borrow()
    {
        ThrowIfClosed();
        long began = _options.Meter is null ? 0 : Stopwatch.GetTimestamp();
        _readerPermits.Wait();
        _options.Meter?.Waited(Stopwatch.GetElapsedTime(began));
        try
        {
            ThrowIfClosed();
            if (!_readers.TryTake(out var connection))
            {
                connection = DatabaseOpener.OpenConnection(_options, ConnectionMode.ReadOnly);
                connection.Failed = Watch;
                connection.Meter = _writer.Meter;
            }

            _borrowed.TryAdd(connection, 0);
            return connection;
        }
        catch
        {
            _readerPermits.Release();
            throw;
        }
    }

    private void Return(Connection connection)
    {
        _borrowed.TryRemove(connection, out _);
        _readers.Add(connection);
        _readerPermits.Release();
    }

    private void ThrowIfClosed()
    {
        if (Volatile.Read(ref _closed) == 1)
            throw new StorageException(StorageErrorKind.Closed, "database closed");
    }
}
