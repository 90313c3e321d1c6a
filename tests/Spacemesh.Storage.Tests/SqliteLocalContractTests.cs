using Spacemesh.Ports.Local;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Tests.Support;

namespace Spacemesh.Storage.Tests;

public sealed class SqliteLocalContractTests : LocalContractTests
{
    private readonly TestFolder _folder = new();
    private readonly SqliteLocalDatabase _database;

    public SqliteLocalContractTests() => _database = StateDatabases.OpenLocal(_folder);

    protected override ILocalDatabase Database => _database;

    protected override void Release()
    {
        _database.Dispose();
        _folder.Dispose();
    }
}
