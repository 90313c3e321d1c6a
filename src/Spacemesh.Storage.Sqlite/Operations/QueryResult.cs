namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>The rows of one statement; a value is null, a long, a double, a string or a byte array.</summary>
/// <param name="Columns">Names of the columns; none for a statement without result.</param>
/// <param name="Rows">The rows, one array each.</param>
/// <param name="Cut">Whether more rows exist than were asked for.</param>
public sealed record QueryResult(IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows, bool Cut);
