namespace Spacemesh.Wire.Fuzz;

/// <summary>A sound encoding to start from.</summary>
public sealed record GoldenObject(WireEntry Entry, byte[] Bytes);
