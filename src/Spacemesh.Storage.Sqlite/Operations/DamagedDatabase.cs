namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>A damaged database that was kept aside.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Path">Where it was.</param>
/// <param name="Aside">Where it is now; its -wal and -shm are beside it under the same name.</param>
/// <param name="Problem">What SQLite says about it.</param>
public sealed record DamagedDatabase(DatabaseKind Kind, string Path, string Aside, string Problem)
{
    /// <summary>What happened, what is lost, and what an operator does about it.</summary>
    public string Describe()
    {
        string found = $"{Path} is damaged ({Problem}). It was kept aside as {Aside}, and nothing was deleted: `spacemesh db sql --file {Aside}` shows what can still be read.";
        return Kind == DatabaseKind.State
            ? $"{found} Get a state with `spacemesh db restore BACKUP` or `spacemesh db copy-from FOLDER`, or start the node again: it then begins with an empty state and syncs from its peers."
            : $"{found} {DamagedDatabases.LocalHelp}";
    }
}
