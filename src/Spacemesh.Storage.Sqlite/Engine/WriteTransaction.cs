namespace Spacemesh.Storage.Sqlite.Engine;

/// <summary>A running write transaction. It holds the writer until it is disposed; without <see cref="Commit"/> nothing of it stays.</summary>
public sealed class WriteTransaction : IDisposable
{
    private readonly Action _release;
    private bool _disposed;

    internal WriteTransaction(Connection connection, Action release)
    {
        Connection = connection;
        _release = release;
    }

    public Connection Connection { get; }

    /// <summary>Makes the changes durable and visible. When it throws, nothing was committed.</summary>
    public void Commit() => Connection.RunCached("COMMIT");

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        try
        {
            // A full disk may have ended the transaction already.
            if (Connection.InTransaction)
                Connection.Execute("ROLLBACK");
        }
        finally
        {
            _release();
        }
    }
}
