using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Services.Sync.Tests.Support;

/// <summary>
/// A node's databases on disk. A crash keeps the files as they are at that moment, write-ahead logs among them, as the system does when
/// a process is killed.
/// </summary>
internal sealed class CrashingStores : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("crashing").FullName;
    private int _crashes;

    public CrashingStores()
    {
        Directory.CreateDirectory(Folder);
        (State, Local) = Open();
    }

    public SqliteStateDatabase State { get; private set; }

    public SqliteLocalDatabase Local { get; private set; }

    private string Folder => Path.Combine(_root, $"{_crashes}");

    /// <summary>Puts aside what the files hold now.</summary>
    public void Freeze()
    {
        string from = Folder;
        _crashes++;
        Directory.CreateDirectory(Folder);
        foreach (string file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
    }

    /// <summary>Closes the databases, and opens those of the moment of the crash.</summary>
    public void Reopen()
    {
        State.Dispose();
        Local.Dispose();
        (State, Local) = Open();
    }

    public void Dispose()
    {
        State.Dispose();
        Local.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private (SqliteStateDatabase State, SqliteLocalDatabase Local) Open() => (
        SqliteStateDatabase.Open(new DatabaseOptions { Path = Path.Combine(Folder, "state.sql") }, default, NullLogger.Instance),
        SqliteLocalDatabase.Open(new DatabaseOptions { Path = Path.Combine(Folder, "local.sql") }, NullLogger.Instance));
}
