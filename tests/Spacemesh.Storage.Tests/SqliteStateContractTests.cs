using Spacemesh.Ports.State;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Tests.Support;

namespace Spacemesh.Storage.Tests;

public sealed class SqliteStateContractTests : StateContractTests
{
    private readonly TestFolder _folder = new();
    private readonly SqliteStateDatabase _database;

    public SqliteStateContractTests() => _database = StateDatabases.OpenState(_folder);

    protected override IStateDatabase Database => _database;

    [Fact]
    public void Reader_sees_the_committed_state_beside_a_running_transaction()
    {
        using var transaction = _database.Begin();
        transaction.Layers.SetProcessed(new Primitives.LayerId(5));
        Assert.Equal(0u, _database.Layers.LastProcessed().Value);
    }

    protected override void Release()
    {
        _database.Dispose();
        _folder.Dispose();
    }
}
