namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>A cleared state.</summary>
/// <param name="Files">Files that are gone from the folder.</param>
/// <param name="Bytes">Their length.</param>
/// <param name="SyncMarks">Rows about ATX sync deleted from local.sql.</param>
/// <param name="Aside">Folder that the files were moved to; null where they were deleted.</param>
public sealed record ClearingResult(IReadOnlyList<string> Files, long Bytes, long SyncMarks, string? Aside);
