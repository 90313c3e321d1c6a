namespace Spacemesh.Proposals.Intake;

/// <summary>What an intake needs from peers.</summary>
public enum FetchKind
{
    Ballot,
    Atx,

    /// <summary>Transactions of a proposal.</summary>
    Transaction,
}
