using Spacemesh.Primitives;

namespace Spacemesh.Ports.Signing;

/// <summary>A signature, or why it was not made.</summary>
public readonly record struct SigningResult(EdSignature Signature, SlotTakenException? Refusal)
{
    public bool IsSigned => Refusal is null;
}
