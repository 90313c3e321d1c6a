using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare;

/// <summary>A message whose signature and eligibility hold, as the machine takes it.</summary>
/// <param name="Round">Iteration and round that it belongs to.</param>
/// <param name="Sender">Who signed it.</param>
/// <param name="Value">What it says.</param>
/// <param name="Eligibility">Proof and number of seats.</param>
/// <param name="Hash">Hash of the signed body: tells one message of a sender from another.</param>
/// <param name="Signature">Signature over layer, round and hash; evidence where the sender equivocates.</param>
/// <param name="AtxGrade">Grade of the sender's ATX, 0 to 5; only 5 occurs outside of tests.</param>
/// <param name="Malicious">Whether the sender is known as malicious.</param>
public sealed record HareInput(
    IterRound Round, NodeId Sender, HareValue Value, HareEligibility Eligibility, Hash32 Hash, EdSignature Signature, byte AtxGrade, bool Malicious)
{
    /// <summary>The grade of every ATX whose smesher is eligible.</summary>
    public const byte FullGrade = 5;
}
