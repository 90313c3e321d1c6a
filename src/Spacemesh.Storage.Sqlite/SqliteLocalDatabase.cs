using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Local;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Schema;
using Spacemesh.Storage.Sqlite.Stores;

namespace Spacemesh.Storage.Sqlite;

/// <summary>This node's private state in <c>local.sql</c>; every commit waits for the disk.</summary>
public sealed class SqliteLocalDatabase : ILocalDatabase
{
    private readonly SqliteLocalStores _stores;

    public SqliteLocalDatabase(SqliteDatabase engine)
    {
        Engine = engine;
        _stores = new SqliteLocalStores(new PooledSource(engine));
    }

    /// <summary>The connections, for what goes beyond the stores: statistics, backups, checks.</summary>
    public SqliteDatabase Engine { get; }

    public IChallengeStore Challenges => _stores.Challenges;

    public INipostStore Niposts => _stores.Niposts;

    public IInitialPostStore InitialPosts => _stores.InitialPosts;

    public IPoetRegistrationStore PoetRegistrations => _stores.PoetRegistrations;

    public IPoetCertificateStore PoetCertificates => _stores.PoetCertificates;

    public IAtxSyncStore AtxSync => _stores.AtxSync;

    public IMalfeasanceSyncStore MalfeasanceSync => _stores.MalfeasanceSync;

    public IPreparedActiveSetStore PreparedActiveSets => _stores.PreparedActiveSets;

    /// <summary>Opens, creates or migrates the file (spec 10 §2.3, §3).</summary>
    public static SqliteLocalDatabase Open(DatabaseOptions options, ILogger logger) => new(DatabaseOpener.Open(options with { FullSynchronous = true }, LocalSchema.Value, logger));

    public ILocalTransaction Begin(CancellationToken cancellationToken = default) => new SqliteLocalTransaction(Engine.BeginWrite(cancellationToken));

    public T Snapshot<T>(Func<ILocalStores, T> body) =>
        Engine.ReadSnapshot(connection => body(new SqliteLocalStores(new SnapshotSource(connection))));

    public void Dispose() => Engine.Dispose();
}
