namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>A written backup: which database it is, its schema version and its length in bytes.</summary>
public sealed record BackupResult(DatabaseKind Kind, int Version, long Bytes);
