namespace Spacemesh.Tortoise;

/// <summary>Why a ballot is not counted (spec 06 §6.2, §6.3). None of them is a reason to punish the peer that sent it.</summary>
public enum BallotFaultKind
{
    /// <summary>Its layer has left the window.</summary>
    Evicted,

    /// <summary>It refers to a ballot that is not in memory.</summary>
    UnknownReference,

    /// <summary>It has neither epoch data nor a reference ballot.</summary>
    NoReference,

    UnknownAtx,

    /// <summary>Its epoch data claim no eligibilities, or its weight is beyond every number.</summary>
    BadWeight,

    UnknownBase,

    /// <summary>Its base is not from an earlier layer.</summary>
    BaseNotOlder,

    /// <summary>It is so far ahead of its base and of all we know that its votes would not fit memory.</summary>
    TooFarAhead,

    ConflictingVotes,

    ConflictingAbstain,

    WrongTarget,

    /// <summary>It votes on layers that have left the window.</summary>
    EvictedVotes,

    OpinionMismatch,

    AlreadyStored,
}
