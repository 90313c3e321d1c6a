namespace Spacemesh.Ports.State;

/// <summary>Which part of a list to read, and from which end.</summary>
/// <param name="Limit">Rows at most, at least 1.</param>
/// <param name="Offset">Rows to leave out before; beyond the end nothing is left.</param>
/// <param name="Descending">From the end.</param>
public readonly record struct ListWindow(int Limit, ulong Offset = 0, bool Descending = false);
