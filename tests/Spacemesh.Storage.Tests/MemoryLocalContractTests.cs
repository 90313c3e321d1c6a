using Spacemesh.Ports.Local;
using Spacemesh.Storage.Memory;

namespace Spacemesh.Storage.Tests;

public sealed class MemoryLocalContractTests : LocalContractTests
{
    private readonly MemoryLocalDatabase _database = new();

    protected override ILocalDatabase Database => _database;

    protected override void Release() => _database.Dispose();
}
