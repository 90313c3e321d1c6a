namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>Something that a check found.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="File">The database file.</param>
/// <param name="Subject">What it is about: integrity, schema, version, layers, atxs, nonces, roots.</param>
/// <param name="Text">What was found.</param>
/// <param name="Help">What to do about it.</param>
public sealed record CheckFinding(CheckSeverity Severity, string File, string Subject, string Text, string Help);
