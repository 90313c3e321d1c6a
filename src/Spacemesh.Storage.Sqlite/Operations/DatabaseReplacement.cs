namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>Puts a checked database file in the place of another one and keeps that one aside. The caller holds the folder's lock.</summary>
internal static class DatabaseReplacement
{
    /// <summary>Moves <paramref name="file"/> to <paramref name="target"/>; returns the folder with what was there, null where nothing was.</summary>
    public static string? Install(string file, string target, DataFolder folder, DateTimeOffset now)
    {
        DatabaseFile.RequireUnused(target);
        // The leftovers of a copy migration would replace the new file at the next start (spec 10 §3.6).
        DeleteMigrationLeftovers(target);
        if (!DatabaseFile.WithCompanions(target).Any())
        {
            File.Move(file, target);
            return null;
        }

        string aside = folder.NewAside(now);
        if (!File.Exists(target))
        {
            MoveAside(target, aside);
            File.Move(file, target);
            return aside;
        }

        // A damaged file's WAL goes first: the new file must never meet it.
        if (!DatabaseFile.TryFold(target))
        {
            foreach (string part in DatabaseFile.WithCompanions(target).Where(part => part != target).ToList())
                File.Move(part, Path.Combine(aside, Path.GetFileName(part)));
        }

        // One step: the name always leads to a file, the old or the new one; without any a node would begin a new state.
        File.Replace(file, target, Path.Combine(aside, Path.GetFileName(target)));
        return aside;
    }

    /// <summary>Removes copies that a killed command left beside <paramref name="target"/>. The caller holds the folder's lock.</summary>
    public static void DeleteUnfinished(string target)
    {
        foreach (string path in Directory.EnumerateFiles(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.*.partial").ToList())
            DatabaseFile.Delete(path);
    }

    public static void MoveAside(string target, string aside)
    {
        foreach (string part in DatabaseFile.WithCompanions(target).ToList())
            File.Move(part, Path.Combine(aside, Path.GetFileName(part)));
    }

    /// <summary>The marker goes first: without it no copy counts as complete.</summary>
    public static IReadOnlyList<string> DeleteMigrationLeftovers(string target)
    {
        var present = new[] { target + "_migrate_done" }.Where(File.Exists).Concat(DatabaseFile.WithCompanions(target + "_migrate")).ToList();
        foreach (string path in present)
            File.Delete(path);
        return present;
    }
}
