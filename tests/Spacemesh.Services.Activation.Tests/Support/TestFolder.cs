using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Services.Activation.Tests.Support;

/// <summary>A folder with a state database that vanishes with the test.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("spacemesh-activation-").FullName;

    public SqliteStateDatabase Open(GenesisId genesisId) =>
        SqliteStateDatabase.Open(new DatabaseOptions { Path = Path.Combine(_root, "state.sql"), Readers = 2 }, genesisId, NullLogger.Instance);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
