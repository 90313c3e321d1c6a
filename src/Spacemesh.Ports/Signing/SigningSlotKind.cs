namespace Spacemesh.Ports.Signing;

/// <summary>The occasions on which an identity may sign one message and no other.</summary>
public enum SigningSlotKind
{
    /// <summary>Free of occasion: whatever is signed twice does no harm (poet registrations, marriages).</summary>
    Unbound,

    /// <summary>The ATX of a publish epoch.</summary>
    Atx,

    /// <summary>The ballot of a layer.</summary>
    Ballot,

    /// <summary>The proposal of a layer.</summary>
    Proposal,

    /// <summary>A round of a layer's hare.</summary>
    Hare,

    /// <summary>The certify message of a layer.</summary>
    Certify,

    /// <summary>A round of an epoch's beacon; round 0 holds the first votes.</summary>
    BeaconVotes,
}
