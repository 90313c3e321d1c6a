using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Crypto.Keys;
using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Storage;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Operations;
using Spacemesh.Storage.Sqlite.Schema;

namespace Spacemesh.Tools.MergeNodes;

/// <summary>
/// Merges one node's identities into another's folder in the order of spec 04 §17. Keys come into use only after their rows are on the disk:
/// until then they lie there under another name, and a journal says what has to be finished or undone after an interruption.
/// </summary>
internal sealed class NodeMerge
{
    private const string NotSupported = "merging of supervised smeshing nodes is not supported";
    private const string KeyExtension = ".key";
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly (string Table, string Step)[] Tables =
        [("post", "initial_post"), ("challenge", "challenge"), ("poet_registration", "poet_registration"), ("nipost", "nipost")];

    private readonly string _from;
    private readonly string _to;
    private readonly MergeLog _log;

    public NodeMerge(string from, string to, MergeLog log)
    {
        _from = from;
        _to = to;
        _log = log;
    }

    private string SourceDatabase => Path.Combine(_from, "local.sql");

    private string TargetDatabase => Path.Combine(_to, "local.sql");

    private string SourceKeys => Path.Combine(_from, IdentityDirectory.Name);

    private string TargetKeys => Path.Combine(_to, IdentityDirectory.Name);

    /// <exception cref="MergeException">It cannot be merged.</exception>
    public void Run()
    {
        if (Path.GetFullPath(_from) == Path.GetFullPath(_to))
            throw new MergeException($"{_from} cannot be merged into itself");
        using var sourceLock = LockOf(_from);
        using var targetLock = LockOf(_to);
        if (Finish())
            return;
        PrepareTarget();
        PrepareSource();
        string[] keys = Keys(SourceKeys);
        RefuseSameNames(keys);
        if (keys.Length > 0)
            new MergeJournal(Path.GetFullPath(_from), keys).Save(_to);
        CopyKeys(keys);
        MergeRecords();
        MergeDatabases(keys);
        Activate(keys);
    }

    /// <summary>Checks what <see cref="Run"/> would, changes nothing, and says what it would do.</summary>
    /// <exception cref="MergeException">It could not be merged.</exception>
    public void Preview(TextWriter output)
    {
        if (Path.GetFullPath(_from) == Path.GetFullPath(_to))
            throw new MergeException($"{_from} cannot be merged into itself");
        if (File.Exists(MergeJournal.PathIn(_to)))
            output.WriteLine($"a merge into {_to} was interrupted: it is finished or undone first");
        bool hasTarget = File.Exists(TargetDatabase);
        if (hasTarget)
        {
            OpenTarget();
            RefuseSupervised(TargetKeys, isTarget: true);
        }

        if (!File.Exists(SourceDatabase))
            throw new MergeException($"open source database: stat source database {SourceDatabase}: stat {SourceDatabase}: no such file or directory");
        OpenSource();
        RefuseSupervised(SourceKeys, isTarget: false);
        string[] keys = Keys(SourceKeys);
        RefuseSameNames(keys);
        foreach (string key in keys)
        {
            using var identity = ReadKey(key);
            output.WriteLine($"would copy identity {key} ({identity.NodeId})");
        }

        using var source = Connect(SourceDatabase, ConnectionMode.ReadOnly);
        foreach (var (table, _) in Tables)
            output.WriteLine($"would merge {source.QueryInt64($"SELECT count(*) FROM {table}")} rows of {table}");
        output.WriteLine(hasTarget ? $"into {_to}; nothing was changed" : $"into {_to}, which would be created; nothing was changed");
    }

    /// <summary>Ends an interrupted merge. True where it was this one, and is done now.</summary>
    private bool Finish()
    {
        MergeJournal? journal;
        try
        {
            journal = MergeJournal.Find(_to);
        }
        catch (InvalidDataException exception)
        {
            throw new MergeException(exception.Message, exception);
        }

        if (journal is null)
            return false;
        string source = Path.Combine(journal.Source, "local.sql");
        if (!File.Exists(source))
            throw new MergeException($"a merge of {journal.Source} into {_to} was interrupted, and {source} is not there any more: bring it back and run merge-nodes again");
        if (!File.Exists(TargetDatabase) || !HasRowsOf(source))
        {
            Undo(journal.Keys);
            _log.Information("undid an interrupted merge", ("from", journal.Source));
            return false;
        }

        Activate(journal.Keys);
        _log.Information("finished an interrupted merge", ("from", journal.Source), ("to", _to));
        return journal.Source == Path.GetFullPath(_from);
    }

    private void PrepareTarget()
    {
        if (!File.Exists(TargetDatabase))
        {
            _log.Information("target database does not exist, creating it", ("path", _to));
            CreateFolder(_to, "target directory");
            CreateFolder(TargetKeys, "target directory");
            OpenTarget();
            return;
        }

        OpenTarget();
        CreateFolder(TargetKeys, "target directory");
        RefuseSupervised(TargetKeys, isTarget: true);
    }

    private void PrepareSource()
    {
        if (!File.Exists(SourceDatabase))
            throw new MergeException($"open source database: stat source database {SourceDatabase}: stat {SourceDatabase}: no such file or directory");
        OpenSource();
        CreateFolder(SourceKeys, "source directory");
        RefuseSupervised(SourceKeys, isTarget: false);
    }

    private void OpenTarget()
    {
        try
        {
            Open(TargetDatabase);
        }
        catch (StorageException exception)
        {
            // The reference says source here too, and its users look for that text.
            throw new MergeException($"open target database: open source database {TargetDatabase}: {exception.Message}", exception);
        }
    }

    private void OpenSource()
    {
        try
        {
            Open(SourceDatabase);
        }
        catch (StorageException exception)
        {
            throw new MergeException($"open source database: open source database {SourceDatabase}: {exception.Message}", exception);
        }
    }

    private void Open(string path)
    {
        try
        {
            DatabaseOpener.Open(new DatabaseOptions { Path = path, Migrate = false, AllowSchemaDrift = true, FullSynchronous = true }, LocalSchema.Value, NullLogger.Instance).Dispose();
        }
        catch (StorageException exception) when (exception.Kind == StorageErrorKind.TooNew)
        {
            using var connection = Connect(path, ConnectionMode.ReadOnly);
            _log.Error(
                "database version is newer than expected - downgrade is not supported",
                ("uri", "file:" + path), ("current version", connection.QueryInt64("PRAGMA user_version")), ("target version", LocalSchema.Value.Version));
            throw;
        }
    }

    private void RefuseSupervised(string directory, bool isTarget)
    {
        if (!File.Exists(Path.Combine(directory, IdentityDirectory.SupervisedFileName)))
            return;
        _log.Error(isTarget
            ? $"target appears to be a supervised node (found local.key in {directory})- only merging to remote smeshers is supported"
            : $"source appears to be a supervised node (found local.key in {directory}) - only merging from remote smeshers is supported");
        throw new MergeException(NotSupported);
    }

    private void RefuseSameNames(string[] keys)
    {
        foreach (string key in keys)
        {
            if (File.Exists(Path.Combine(TargetKeys, key)))
                throw new MergeException($"identity file {key} already exists: file already exists");
        }
    }

    private Identity ReadKey(string name)
    {
        try
        {
            return KeyFile.Read(Path.Combine(SourceKeys, name), default);
        }
        catch (KeyFileException exception)
        {
            throw new MergeException($"not a valid key file {name}: {exception.Message}", exception);
        }
    }

    private void CopyKeys(string[] keys)
    {
        var copied = new List<string>();
        foreach (string key in keys)
        {
            try
            {
                using var identity = ReadKey(key);
                CopyKey(key, identity);
            }
            catch (MergeException)
            {
                // As in the reference, earlier files stay: the user sees which ones, and the node says what is missing.
                Activate(copied);
                throw;
            }

            copied.Add(key);
            _log.Information("copied identity", ("name", key));
        }
    }

    private void CopyKey(string name, Identity identity)
    {
        string path = Path.Combine(TargetKeys, name + MergeJournal.PendingExtension);
        try
        {
            File.Delete(path);
            Span<byte> key = stackalloc byte[Ed25519.PrivateKeySize];
            try
            {
                // Rewritten from the key, not copied byte by byte: always lower case, for the owner only, whole or not at all.
                identity.Signer.CopyPrivateKey(key);
                KeyFile.Create(path, key[..Ed25519.SeedSize]);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(key);
            }
        }
        catch (Exception exception) when (exception is KeyFileException or IOException or UnauthorizedAccessException)
        {
            throw new MergeException($"failed to write identity file: {exception.Message}", exception);
        }
    }

    private void MergeRecords()
    {
        try
        {
            SigningRecordMerge.Merge(Path.Combine(_to, FileSigningJournal.FileName), Path.Combine(_from, FileSigningJournal.FileName));
        }
        catch (SigningRecordException exception)
        {
            throw new MergeException(exception.Message, exception);
        }
    }

    private void MergeDatabases(string[] keys)
    {
        _log.Information("merging databases", ("from", _from), ("to", _to));
        try
        {
            using var target = Connect(TargetDatabase, ConnectionMode.ReadWrite);
            Attach(target, SourceDatabase);
            target.Execute("BEGIN IMMEDIATE");
            foreach (var (table, step) in Tables)
                Copy(target, table, step);
            target.Execute("COMMIT");
        }
        catch (Exception exception) when (exception is StorageException or MergeException)
        {
            // Nothing is left half merged: without rows an identity would register and prove a second time.
            Undo(keys);
            throw exception as MergeException ?? new MergeException($"start transaction: {exception.Message}", exception);
        }
    }

    private void Attach(Connection target, string source)
    {
        try
        {
            target.Execute($"ATTACH DATABASE '{source.Replace("'", "''", StringComparison.Ordinal)}' AS srcDB");
        }
        catch (StorageException exception)
        {
            throw new MergeException($"start transaction: attach source database: {exception.Message}", exception);
        }
    }

    private static void Copy(Connection target, string table, string step)
    {
        try
        {
            target.Execute($"INSERT INTO main.{table} SELECT * FROM srcDB.{table}");
        }
        catch (StorageException exception)
        {
            string reason = exception.Kind == StorageErrorKind.ObjectExists ? $"exec {table}: object exists" : exception.Message;
            throw new MergeException($"start transaction: merge {step}: {reason}", exception);
        }
    }

    /// <summary>Whether every row of a source is in the target: the merge was made before it was interrupted, or there was nothing to merge.</summary>
    private bool HasRowsOf(string source)
    {
        try
        {
            using var target = Connect(TargetDatabase, ConnectionMode.ReadWrite);
            Attach(target, source);
            return Tables.All(entry => target.QueryInt64($"SELECT count(*) FROM (SELECT * FROM srcDB.{entry.Table} EXCEPT SELECT * FROM main.{entry.Table})") == 0);
        }
        catch (StorageException exception)
        {
            throw new MergeException($"open target database: {exception.Message}", exception);
        }
    }

    /// <summary>Puts copied keys in use and ends the merge.</summary>
    private void Activate(IReadOnlyList<string> keys)
    {
        foreach (string key in keys)
        {
            string path = Path.Combine(TargetKeys, key);
            if (File.Exists(path + MergeJournal.PendingExtension))
                File.Move(path + MergeJournal.PendingExtension, path, overwrite: false);
        }

        End();
    }

    private void Undo(IReadOnlyList<string> keys)
    {
        foreach (string key in keys)
            File.Delete(Path.Combine(TargetKeys, key + MergeJournal.PendingExtension));
        End();
    }

    private void End()
    {
        // What a killed writer of key files left.
        foreach (string leftover in Directory.Exists(TargetKeys) ? Directory.EnumerateFiles(TargetKeys, $".*{MergeJournal.PendingExtension}.*.tmp") : [])
            File.Delete(leftover);
        File.Delete(MergeJournal.PathIn(_to));
    }

    private static Connection Connect(string path, ConnectionMode mode)
    {
        var connection = Connection.Open(path, mode, TimeSpan.FromSeconds(5));
        if (mode == ConnectionMode.ReadWrite)
            connection.Execute("PRAGMA synchronous=FULL");
        return connection;
    }

    /// <summary>A folder that a node has run in has its lock; a running one holds it.</summary>
    private static DataFolderLock? LockOf(string folder)
    {
        if (!File.Exists(Path.Combine(folder, DataFolderLock.FileName)))
            return null;
        try
        {
            return DataFolderLock.Acquire(DataFolder.At(folder), null);
        }
        catch (OperationException exception)
        {
            throw new MergeException(exception.Message, exception);
        }
    }

    private static string[] Keys(string directory)
    {
        if (!Directory.Exists(directory))
            return [];
        string[] keys = [.. Directory.EnumerateFiles(directory).Select(path => Path.GetFileName(path)).Where(name => Path.GetExtension(name) == KeyExtension)];
        Array.Sort(keys, StringComparer.Ordinal);
        return keys;
    }

    private static void CreateFolder(string path, string what)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else if (!Directory.Exists(path))
                Directory.CreateDirectory(path, OwnerFolder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MergeException($"create {what}: mkdir {path}: {exception.Message}", exception);
        }
    }
}
