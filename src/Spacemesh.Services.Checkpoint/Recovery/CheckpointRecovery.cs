using System.Globalization;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Storage;
using Spacemesh.Primitives;
using Spacemesh.Services.Checkpoint.Files;

namespace Spacemesh.Services.Checkpoint.Recovery;

/// <summary>
/// Replaces a node's state by a checkpoint before the node starts (spec 08 §15.3). The new state is made beside the old one and takes its
/// place by a rename; the old one stays as a backup. A crash at any point leaves the old state, or the new one, or a new one that the next
/// start puts in place.
/// </summary>
public sealed class CheckpointRecovery(RecoveryOptions options, RecoveryParts parts)
{
    private const string StateName = "state.sql";
    private const string RecoveryName = "recovery";

    private string StatePath => Path.Combine(parts.DataFolder, StateName);

    private string RecoveryFolder => Path.Combine(parts.DataFolder, RecoveryName);

    /// <summary>The new state, complete.</summary>
    private string StagedPath => Path.Combine(RecoveryFolder, StateName);

    /// <summary>Recovers, unless that was done or there is no checkpoint.</summary>
    /// <exception cref="CheckpointException">The checkpoint cannot be used; the old state is as it was.</exception>
    public async Task<RecoveryOutcome> RunAsync(CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(options.Uri))
            throw new CheckpointException(CheckpointFault.Options, "recovery.recovery-uri: is empty");
        if (options.Restore == LayerId.Zero)
            throw new CheckpointException(CheckpointFault.Options, "recovery.recovery-layer: must be above 0: it is the layer at which the network begins again");
        FinishInterrupted();
        using (var local = parts.OpenLocal(Path.Combine(parts.DataFolder, "local.sql")))
        {
            using var transaction = local.Begin(cancellationToken);
            transaction.AtxSync.Clear();
            transaction.MalfeasanceSync.Clear();
            transaction.Commit();
        }

        if (RestoredBefore() is { } before && before >= options.Restore)
        {
            RecoveryLog.DoneBefore(parts.Log, before);
            return new RecoveryOutcome(before, PreservedAtxs.None);
        }

        string bootstrap = Path.Combine(parts.DataFolder, "bootstrap");
        if (Directory.Exists(bootstrap))
            Directory.Delete(bootstrap, recursive: true);
        var source = CheckpointSource.Parse(options.Uri);
        KeepAside();
        string file = Path.Combine(RecoveryFolder, source.FileName(options.Restore));
        PrivateFiles.CreateFolder(RecoveryFolder);
        try
        {
            RecoveryLog.Fetching(parts.Log, options.Uri);
            await source.FetchAsync(parts.Web, file, cancellationToken);
        }
        catch (CheckpointException exception)
        {
            Directory.Delete(RecoveryFolder);
            if (exception.Fault != CheckpointFault.NotFound)
                throw;
            RecoveryLog.NotFound(parts.Log, exception.Message);
            return new RecoveryOutcome(RestoredBefore(), PreservedAtxs.None);
        }

        return Recover(file);
    }

    private RecoveryOutcome Recover(string file)
    {
        var content = CheckpointFile.Read(File.ReadAllBytes(file));
        var preserved = options.PreserveOwn ? Preserve(content) : PreservedAtxs.None;
        string partial = StagedPath + ".partial";
        try
        {
            using (var state = parts.OpenState(partial))
            {
                using var transaction = state.Begin();
                StateCheckpoint.Write(transaction, content, options.Restore);
                transaction.Commit();
            }
        }
        catch (StorageException exception)
        {
            foreach (string left in Directory.GetFiles(RecoveryFolder, StateName + "*"))
                File.Delete(left);
            throw new CheckpointException(CheckpointFault.Content, $"checkpoint: {exception.Message}", exception);
        }

        // Complete from here on: whatever happens now, the next start goes on with it.
        File.Move(partial, StagedPath, overwrite: true);
        PutInPlace();
        KeepAside();
        RecoveryLog.Recovered(parts.Log, options.Restore, content.Accounts.Count, content.Atxs.Count, preserved.Atxs.Count);
        return new RecoveryOutcome(options.Restore, preserved);
    }

    private LayerId? RestoredBefore()
    {
        if (!File.Exists(StatePath))
            return null;
        using var state = parts.OpenState(StatePath);
        return state.Recovery.RestoreLayer();
    }

    private PreservedAtxs Preserve(CheckpointContent content)
    {
        if (!File.Exists(StatePath))
            return PreservedAtxs.None;
        using var state = parts.OpenState(StatePath);
        using var local = parts.OpenLocal(Path.Combine(parts.DataFolder, "local.sql"));
        var known = content.Atxs.Select(atx => atx.Id).ToHashSet();
        return state.Snapshot(stores => new OwnAtxCollector(stores, local, parts.GoldenAtx, known, parts.Log).Collect(parts.Identities));
    }

    private void FinishInterrupted()
    {
        if (!File.Exists(StagedPath))
            return;
        RecoveryLog.Resumed(parts.Log, StagedPath);
        PutInPlace();
    }

    /// <summary>The old state goes into a backup folder, its companions first; then the new one takes its place.</summary>
    private void PutInPlace()
    {
        var old = Directory.GetFiles(parts.DataFolder, StateName + "*").OrderDescending(StringComparer.Ordinal).ToList();
        if (old.Count > 0)
        {
            string backup = Unused(string.Create(CultureInfo.InvariantCulture, $"backup.{parts.Time.GetUtcNow().ToUnixTimeSeconds()}"));
            PrivateFiles.CreateFolder(backup);
            foreach (string path in old)
                File.Move(path, Path.Combine(backup, Path.GetFileName(path)));
        }

        File.Move(StagedPath, StatePath);
    }

    /// <summary>Keeps the folder of a recovery under a name with the time.</summary>
    private void KeepAside()
    {
        if (!Directory.Exists(RecoveryFolder))
            return;
        long nanoseconds = (parts.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        Directory.Move(RecoveryFolder, Unused(string.Create(CultureInfo.InvariantCulture, $"{RecoveryName}.{nanoseconds}")));
    }

    private string Unused(string name)
    {
        string path = Path.Combine(parts.DataFolder, name);
        for (int i = 1; Path.Exists(path); i++)
            path = Path.Combine(parts.DataFolder, string.Create(CultureInfo.InvariantCulture, $"{name}-{i}"));
        return path;
    }
}
