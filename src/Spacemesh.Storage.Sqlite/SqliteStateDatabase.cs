using Microsoft.Extensions.Logging;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Repair;
using Spacemesh.Storage.Sqlite.Schema;
using Spacemesh.Storage.Sqlite.Stores;

namespace Spacemesh.Storage.Sqlite;

/// <summary>The network state in <c>state.sql</c>.</summary>
public sealed class SqliteStateDatabase : IStateDatabase
{
    private readonly SqliteStateStores _stores;

    public SqliteStateDatabase(SqliteDatabase engine)
    {
        Engine = engine;
        _stores = new SqliteStateStores(new PooledSource(engine));
    }

    /// <summary>The connections, for what goes beyond the stores: statistics, backups, checks.</summary>
    public SqliteDatabase Engine { get; }

    public IAtxStore Atxs => _stores.Atxs;

    public IPostStore Posts => _stores.Posts;

    public IBallotStore Ballots => _stores.Ballots;

    public IBlockStore Blocks => _stores.Blocks;

    public ICertificateStore Certificates => _stores.Certificates;

    public ILayerStore Layers => _stores.Layers;

    public IAccountStore Accounts => _stores.Accounts;

    public IRewardStore Rewards => _stores.Rewards;

    public ITransactionStore Transactions => _stores.Transactions;

    public IMaliciousIdentityStore MaliciousIdentities => _stores.MaliciousIdentities;

    public IMalfeasanceStore Malfeasance => _stores.Malfeasance;

    public IMarriageStore Marriages => _stores.Marriages;

    public IPoetStore Poets => _stores.Poets;

    public IBeaconStore Beacons => _stores.Beacons;

    public IActiveSetStore ActiveSets => _stores.ActiveSets;

    public IRecoveryStore Recovery => _stores.Recovery;

    public IBlobStore Blobs => _stores.Blobs;

    /// <summary>Opens, creates or migrates the file (spec 10 §2.3, §3) and repairs what release 1.7.5 stored wrongly.</summary>
    public static SqliteStateDatabase Open(DatabaseOptions options, GenesisId genesisId, ILogger logger)
    {
        var database = new SqliteStateDatabase(DatabaseOpener.Open(options, StateSchema.For(genesisId), logger));
        if (!options.ReadOnly)
            ZeroNonces.Repair(database, logger);
        return database;
    }

    public IStateTransaction Begin(CancellationToken cancellationToken = default) => new SqliteStateTransaction(Engine.BeginWrite(cancellationToken));

    public T Snapshot<T>(Func<IStateStores, T> body) =>
        Engine.ReadSnapshot(connection => body(new SqliteStateStores(new SnapshotSource(connection))));

    public void Dispose() => Engine.Dispose();
}
