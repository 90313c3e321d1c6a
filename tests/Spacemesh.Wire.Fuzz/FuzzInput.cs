namespace Spacemesh.Wire.Fuzz;

/// <summary>Bytes and the type to read them as.</summary>
public sealed record FuzzInput(WireEntry Entry, byte[] Bytes);
