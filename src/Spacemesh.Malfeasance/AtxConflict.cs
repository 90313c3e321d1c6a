using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Malfeasance;

/// <summary>What a valid ATX of version 1 contradicts.</summary>
/// <param name="Proof">Convicts its smesher; the ATX is stored with it.</param>
/// <param name="Refusal">Why the ATX is ignored and not stored; null otherwise.</param>
public readonly record struct AtxConflict(MalfeasanceProof? Proof, string? Refusal)
{
    public static AtxConflict None => default;

    internal static AtxConflict Refuse(string reason) => new(null, reason);
}
