using System.Diagnostics;
using Spacemesh.Primitives;
using SQLitePCL;

namespace Spacemesh.Storage.Sqlite.Engine;

/// <summary>
/// A prepared statement: bind parameters (from 1), step through the rows, read columns (from 0).
/// Unsigned 64-bit values are stored as their two's complement (spec 10 §2.7). Disposing resets a kept statement and closes another.
/// </summary>
public sealed class Statement : IDisposable
{
    private readonly Connection _connection;
    private readonly sqlite3_stmt _handle;
    private readonly string _sql;
    private readonly bool _kept;
    private long _began;

    internal Statement(Connection connection, sqlite3_stmt handle, string sql, bool kept)
    {
        _connection = connection;
        _handle = handle;
        _sql = sql;
        _kept = kept;
    }

    /// <summary>Columns of the result.</summary>
    public int ColumnCount => raw.sqlite3_column_count(_handle);

    internal bool InUse { get; private set; }

    public Statement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_handle, index, value));
        return this;
    }

    public Statement Bind(int index, ulong value) => Bind(index, unchecked((long)value));

    public Statement Bind(int index, uint value) => Bind(index, (long)value);

    public Statement Bind(int index, int value) => Bind(index, (long)value);

    public Statement Bind(int index, bool value) => Bind(index, value ? 1L : 0L);

    /// <summary>Binds a BLOB; no bytes bind an empty BLOB, not NULL.</summary>
    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(_handle, index, 0) : raw.sqlite3_bind_blob(_handle, index, value));
        return this;
    }

    /// <summary>Binds a BLOB, or NULL for an absent value.</summary>
    public Statement BindBlobOrNull(int index, byte[]? value) => value is null ? BindNull(index) : Bind(index, value.AsSpan());

    /// <summary>Binds an id, hash or signature as a BLOB of its width.</summary>
    public Statement BindId<T>(int index, in T value)
        where T : struct, IFixedBytes<T> => Bind(index, T.Span(in value));

    /// <summary>Binds an id, or NULL for an absent one.</summary>
    public Statement BindIdOrNull<T>(int index, in T? value)
        where T : struct, IFixedBytes<T> => value is { } present ? BindId(index, present) : BindNull(index);

    public Statement BindText(int index, string value)
    {
        Check(raw.sqlite3_bind_text(_handle, index, value));
        return this;
    }

    public Statement BindNull(int index)
    {
        Check(raw.sqlite3_bind_null(_handle, index));
        return this;
    }

    /// <summary>Moves to the next row; false at the end.</summary>
    public bool Step()
    {
        int result = raw.sqlite3_step(_handle);
        return result switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            _ => throw _connection.Failure(result, _sql),
        };
    }

    /// <summary>Runs a statement that returns no rows, and says how many rows it changed.</summary>
    public int Run()
    {
        while (Step())
        {
        }

        return _connection.Changes;
    }

    /// <summary>Makes the statement ready to run again with its bindings.</summary>
    public void Reset() => raw.sqlite3_reset(_handle);

    public bool IsNull(int column) => raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL;

    /// <summary>SQLite's storage class of a value: <c>SQLITE_INTEGER</c> 1, FLOAT 2, TEXT 3, BLOB 4, NULL 5.</summary>
    public int TypeOf(int column) => raw.sqlite3_column_type(_handle, column);

    /// <summary>An integer column; NULL reads as 0.</summary>
    public long Int64(int column) => raw.sqlite3_column_int64(_handle, column);

    public double Double(int column) => raw.sqlite3_column_double(_handle, column);

    public ulong UInt64(int column) => unchecked((ulong)Int64(column));

    public uint UInt32(int column) => unchecked((uint)Int64(column));

    /// <summary>The bytes of a column, valid until the next step or reset; none for NULL.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_handle, column);

    /// <summary>A fixed-width column: as many bytes as the column has, zeros behind them (spec 10 §2.7).</summary>
    public T Id<T>(int column)
        where T : struct, IFixedBytes<T>
    {
        var blob = Blob(column);
        if (blob.Length == T.Size)
            return T.FromBytes(blob);
        Span<byte> padded = stackalloc byte[T.Size];
        padded.Clear();
        blob[..Math.Min(blob.Length, T.Size)].CopyTo(padded);
        return T.FromBytes(padded);
    }

    /// <summary>A fixed-width column, or null for NULL.</summary>
    public T? IdOrNull<T>(int column)
        where T : struct, IFixedBytes<T> => IsNull(column) ? null : Id<T>(column);

    public string Text(int column) => raw.sqlite3_column_text(_handle, column).utf8_to_string() ?? "";

    public string ColumnName(int column) => raw.sqlite3_column_name(_handle, column).utf8_to_string();

    public void Dispose()
    {
        if (!_kept)
        {
            Close();
            return;
        }

        raw.sqlite3_reset(_handle);
        raw.sqlite3_clear_bindings(_handle);
        InUse = false;
        _connection.Meter?.Queried(_sql, Stopwatch.GetElapsedTime(_began));
    }

    internal void Begin()
    {
        InUse = true;
        if (_connection.Meter is not null)
            _began = Stopwatch.GetTimestamp();
    }

    internal void Close() => _handle.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            throw _connection.Failure(result, _sql);
    }
}
