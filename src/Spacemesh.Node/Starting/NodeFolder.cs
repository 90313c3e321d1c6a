using Spacemesh.Config;
using Spacemesh.Config.Genesis;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Keys;
using Spacemesh.Node.Metering;
using Spacemesh.Ports.Storage;
using Spacemesh.Primitives;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Operations;
using GenesisFile = Spacemesh.Config.Genesis.GenesisFile;

namespace Spacemesh.Node.Starting;

/// <summary>The data folder of a node as it is taken possession of: its lock, the network it belongs to, its databases.</summary>
internal sealed class NodeFolder(NodeProcess process)
{
    private readonly ConfigurationSection _main = process.Configuration["main"];

    public string Root { get; } = process.Configuration["main"].Text("data-folder");

    private string LockFile => _main.Text("filelock");

    /// <summary>The folder is there, and this process is the only one in it until it ends.</summary>
    public void Take()
    {
        Create();
        process.Ends.Own(TakeLock(LockFile));
        DamagedDatabases.FinishInterrupted(DataFolder.At(Root));
    }

    /// <summary>Keeps databases aside that are damaged, once the node has let go of them; says what an operator does about it.</summary>
    /// <returns>Null where none is, or none could be moved.</returns>
    public string? PutDamagedAside()
    {
        try
        {
            var damaged = DamagedDatabases.PutAside(DataFolder.At(Root), LockFile, process.Host.Time);
            return damaged.Count > 0 ? string.Join('\n', damaged.Select(database => database.Describe())) : null;
        }
        catch (Exception e) when (e is OperationException or StorageException or IOException or UnauthorizedAccessException)
        {
            // Whatever stands in the way, the files are where they were, and so is the reason why the node ends.
            return null;
        }
    }

    /// <exception cref="NodeStartException">A damaged local.sql was kept aside, and nobody has said what takes its place.</exception>
    public void RequireLocal()
    {
        try
        {
            DamagedDatabases.RequireLocal(DataFolder.At(Root));
        }
        catch (OperationException e)
        {
            throw new NodeStartException(e.Message, showUsage: false, e);
        }
    }

    private void Create()
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(Root);
            else
                Directory.CreateDirectory(Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException($"ensure folders exist: mkdir {Root}: {(File.Exists(Root) ? "not a directory" : e.Message)}", showUsage: true, e);
        }
    }

    private DataFolderLock TakeLock(string lockFile)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(lockFile)) is { } directory && !Directory.Exists(directory) && Directory.Exists(Path.GetDirectoryName(directory)))
                Directory.CreateDirectory(directory);
            return DataFolderLock.Acquire(DataFolder.At(Root), lockFile);
        }
        catch (OperationException e)
        {
            throw new NodeStartException($"getting exclusive file lock: only one spacemesh instance should be running (locking file {lockFile})", showUsage: true, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException($"getting exclusive file lock: creating dir {Path.GetDirectoryName(lockFile)} for lock {lockFile}: {e.Message}", showUsage: true, e);
        }
    }

    /// <summary>Ties the folder to its network.</summary>
    /// <exception cref="NodeStartException">It belongs to another one.</exception>
    public void EstablishGenesis(GenesisSettings genesis)
    {
        try
        {
            if (GenesisFile.Establish(Root, genesis) is not { } existing)
                return;
            process.Logger.LogOtherGenesis(Path.Combine(Root, GenesisFile.Name), string.Join('\n', existing.DifferencesTo(genesis)));
        }
        catch (ConfigurationException e)
        {
            throw new NodeStartException($"initializing app: {e.Message}", showUsage: true, e);
        }

        throw new NodeStartException("initializing app: genesis config updated after node initialization", showUsage: true);
    }

    /// <summary>No other node of this machine has a key of ours, none was moved elsewhere, and no merge was interrupted.</summary>
    public void LockIdentities(IReadOnlyList<Identity> identities)
    {
        NodeId[] ids = [.. identities.Select(identity => identity.NodeId)];
        try
        {
            MergeJournal.RequireNone(Root);
            IdentityTombstone.RequireNone(Path.Combine(Root, IdentityDirectory.Name), ids);
            process.Ends.Own(IdentityLock.Acquire(Path.Combine(Path.GetTempPath(), "spacemesh-identities"), ids));
        }
        catch (Exception e) when (e is IdentityMovedException or IdentityInUseException or InvalidDataException)
        {
            throw new NodeStartException(e.Message, showUsage: false, e);
        }
    }

    public SqliteStateDatabase OpenState(GenesisId genesisId)
    {
        try
        {
            var state = SqliteStateDatabase.Open(
                new Storage.Sqlite.Engine.DatabaseOptions
                {
                    Path = Path.Combine(Root, "state.sql"),
                    Readers = Math.Max(1, _main.Int("db-connections")),
                    AllowSchemaDrift = _main.Bool("db-allow-schema-drift"),
                    SkippedMigrations = [.. _main.Longs("db-skip-migrations").Select(version => checked((int)version))],
                    Meter = _main.Bool("metrics") ? new DatabaseMeter(process.Metrics.Registry, _main.Bool("db-latency-metering")) : null,
                },
                genesisId,
                process.Logs.CreateLogger("stateDb"));
            DatabaseMeter.WatchSize(process.Metrics.Registry, Path.Combine(Root, "state.sql"));
            process.Ends.Own(state);
            return state;
        }
        catch (StorageException e)
        {
            throw new NodeStartException($"open sqlite db: {e.Message}", showUsage: false, e);
        }
    }

    public SqliteLocalDatabase OpenLocal()
    {
        try
        {
            var local = SqliteLocalDatabase.Open(new Storage.Sqlite.Engine.DatabaseOptions { Path = Path.Combine(Root, "local.sql") }, process.Logs.CreateLogger("localDb"));
            process.Ends.Own(local);
            return local;
        }
        catch (StorageException e) when (e.Kind == StorageErrorKind.OldSchema)
        {
            throw new NodeStartException($"version upgrade verification failed: to use node version 1.5 or newer, please upgrade to v1.4 first ({e.Message})", showUsage: false, e);
        }
    }

    /// <summary>Tells this machine and folder from copies.</summary>
    public Hash32 MachineId()
    {
        string machine = File.Exists("/etc/machine-id") ? File.ReadAllText("/etc/machine-id") : Environment.MachineName;
        return Blake3.Hash(System.Text.Encoding.UTF8.GetBytes($"{machine.Trim()}\n{Path.GetFullPath(Root)}"));
    }
}
