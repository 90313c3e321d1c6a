namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>One table with its indexes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Bytes">Pages of the table; null where SQLite was built without <c>dbstat</c>.</param>
/// <param name="IndexBytes">Pages of its indexes.</param>
public sealed record TableStatistics(string Name, long Rows, long? Bytes, long? IndexBytes);
