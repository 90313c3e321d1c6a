namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>A phase switch.</summary>
/// <param name="Path">The database that was changed.</param>
/// <param name="Registrations">Rows of poet_registration deleted.</param>
/// <param name="Niposts">Rows of nipost deleted.</param>
public sealed record PhaseSwitchResult(string Path, int Registrations, int Niposts);
