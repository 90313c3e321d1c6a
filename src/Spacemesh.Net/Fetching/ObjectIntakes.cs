using Spacemesh.Ports.Network;

namespace Spacemesh.Net.Fetching;

/// <summary>The one way in of each kind of object.</summary>
public sealed record ObjectIntakes
{
    public required ObjectIntake Atx { get; init; }

    public required ObjectIntake Ballot { get; init; }

    public required ObjectIntake Block { get; init; }

    public required ObjectIntake Proposal { get; init; }

    public required ObjectIntake BlockTransaction { get; init; }

    public required ObjectIntake ProposalTransaction { get; init; }

    public required ObjectIntake PoetProof { get; init; }

    public required ObjectIntake Malfeasance { get; init; }

    public required ObjectIntake ActiveSet { get; init; }

    internal ObjectIntake Of(ObjectKind kind) => kind switch
    {
        ObjectKind.Atx => Atx,
        ObjectKind.Ballot => Ballot,
        ObjectKind.Block => Block,
        ObjectKind.Proposal => Proposal,
        ObjectKind.BlockTransaction => BlockTransaction,
        ObjectKind.ProposalTransaction => ProposalTransaction,
        ObjectKind.PoetProof => PoetProof,
        ObjectKind.Malfeasance => Malfeasance,
        ObjectKind.ActiveSet => ActiveSet,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
