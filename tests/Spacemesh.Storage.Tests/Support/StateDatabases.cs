using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Ports.State;
using Spacemesh.Storage.Memory;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Tests.Support;

/// <summary>Runs a check against both implementations.</summary>
internal static class StateDatabases
{
    public static void Each(Action<IStateDatabase> check)
    {
        using (var memory = new MemoryStateDatabase())
            Run("in memory", memory, check);
        using var folder = new TestFolder();
        using var file = OpenState(folder);
        Run("SQLite", file, check);
    }

    public static SqliteStateDatabase OpenState(TestFolder folder) =>
        SqliteStateDatabase.Open(new DatabaseOptions { Path = folder.File("state.sql"), Readers = 4 }, Ids.Mainnet, NullLogger.Instance);

    public static SqliteLocalDatabase OpenLocal(TestFolder folder) =>
        SqliteLocalDatabase.Open(new DatabaseOptions { Path = folder.File("local.sql"), Readers = 4 }, NullLogger.Instance);

    private static void Run(string name, IStateDatabase database, Action<IStateDatabase> check)
    {
        try
        {
            check(database);
        }
        catch (Testing.Vectors.VectorMismatchException exception)
        {
            throw new Testing.Vectors.VectorMismatchException($"{name}: {exception.Message}", exception);
        }
    }
}
