namespace Spacemesh.Hare;

/// <summary>What a received proof of hare equivocation is worth; all but the first are rejected (spec 05 §5.6).</summary>
public enum EquivocationVerdict
{
    /// <summary>The identity of the first message equivocated.</summary>
    Proven,

    InvalidSignature,

    /// <summary>The identity of the first message has no ATX.</summary>
    UnknownIdentity,

    /// <summary>The messages do not contradict each other.</summary>
    NoEquivocation,
}
