namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>A state taken over from another node.</summary>
/// <param name="Roots">The layers that were executed again.</param>
/// <param name="Bytes">Length of the new state.sql.</param>
/// <param name="Aside">Folder with the old state, null where there was none.</param>
public sealed record CopyFromResult(StateRootsResult Roots, long Bytes, string? Aside);
