namespace Spacemesh.Proposals.Building;

/// <summary>What an identity does in a layer.</summary>
public enum SessionOutcome
{
    /// <summary>It has no ATX for the epoch.</summary>
    NoAtx,

    /// <summary>Its slots have to be drawn first: <see cref="IdentitySession.Draw"/>.</summary>
    NeedsDraw,

    /// <summary>It has no slot in the layer.</summary>
    NotEligible,

    /// <summary>It proposes.</summary>
    Eligible,

    /// <summary>It has a ballot of this layer or a later one.</summary>
    AlreadyBuilt,

    /// <summary>Its stored first ballot has no epoch data.</summary>
    InvalidFirstBallot,
}
