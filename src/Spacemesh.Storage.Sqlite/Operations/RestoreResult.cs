namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>A restored database.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Version">Its schema version; an older one is migrated at the node's next start.</param>
/// <param name="Path">The file.</param>
/// <param name="Aside">Folder with the database that was there before, null where there was none.</param>
public sealed record RestoreResult(DatabaseKind Kind, int Version, string Path, string? Aside);
