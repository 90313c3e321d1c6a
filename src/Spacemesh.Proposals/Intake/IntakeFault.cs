namespace Spacemesh.Proposals.Intake;

/// <summary>What kept a ballot or proposal out, in kinds.</summary>
public enum IntakeFault
{
    None,

    /// <summary>It does not decode.</summary>
    Malformed,

    /// <summary>It names no ATX, or is not what was asked for.</summary>
    Identity,

    /// <summary>It is here already.</summary>
    Known,

    /// <summary>Its layer is processed.</summary>
    Late,

    /// <summary>Its layer has not begun.</summary>
    Future,

    /// <summary>Its layer is before effective genesis.</summary>
    Genesis,

    /// <summary>The signature of the proposal does not hold.</summary>
    ProposalSignature,

    /// <summary>The signature of the ballot does not hold.</summary>
    BallotSignature,

    /// <summary>The data of an epoch's first ballot is wrong.</summary>
    Data,

    /// <summary>Something that it needs cannot be had.</summary>
    Unavailable,

    /// <summary>Its votes do not go together, or cannot be decoded.</summary>
    Votes,

    /// <summary>Its smesher does not have the slots that it claims.</summary>
    Eligibility,

    /// <summary>It could not be stored or linked.</summary>
    Storing,
}
