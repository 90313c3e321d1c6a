namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>
/// Makes a stopped node sync from the beginning: removes state.sql and what belongs to it and clears the sync marks of local.sql.
/// Everything else stays: keys, p2p identity, genesis.json, PoST and PoET state, registrations, prepared active sets (spec 10 §11).
/// </summary>
public static class StateClearing
{
    /// <param name="folder">The data folder.</param>
    /// <param name="nodeLockFile">The node's lock file.</param>
    /// <param name="keep">Moves the old state aside instead of deleting it.</param>
    /// <param name="time">Names the folder of the old state.</param>
    public static ClearingResult Run(DataFolder folder, string? nodeLockFile, bool keep, TimeProvider time)
    {
        using var folderLock = DataFolderLock.Acquire(folder, nodeLockFile);
        DatabaseFile.RequireUnused(folder.State);
        // The marks first: without them a kill in between costs some downloads, with them it would hide missing proofs.
        long marks = SyncMarks.Clear(folder);
        if (File.Exists(folder.State))
            DatabaseFile.TryFold(folder.State);
        var present = DatabaseFile.WithCompanions(folder.State).ToList();
        long bytes = present.Sum(path => new FileInfo(path).Length);
        string? aside = null;
        if (keep && present.Count > 0)
        {
            aside = folder.NewAside(time.GetUtcNow());
            DatabaseReplacement.MoveAside(folder.State, aside);
        }
        else
        {
            DatabaseFile.Delete(folder.State);
        }

        var leftovers = DatabaseReplacement.DeleteMigrationLeftovers(folder.State);
        return new ClearingResult([.. present, .. leftovers], bytes, marks, aside);
    }
}
