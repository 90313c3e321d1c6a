using Spacemesh.Ports.State;
using Spacemesh.Storage.Memory;

namespace Spacemesh.Storage.Tests;

public sealed class MemoryStateContractTests : StateContractTests
{
    private readonly MemoryStateDatabase _database = new();

    protected override IStateDatabase Database => _database;

    protected override void Release() => _database.Dispose();
}
