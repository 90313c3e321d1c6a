namespace Spacemesh.Ports.Network;

/// <summary>Kinds of objects that are gossiped or fetched by hash and taken in by one intake each (spec 08 §6.3).</summary>
public enum ObjectKind
{
    Atx,
    Ballot,
    Block,
    Proposal,

    /// <summary>A transaction of a block.</summary>
    BlockTransaction,

    /// <summary>A transaction of a proposal.</summary>
    ProposalTransaction,

    PoetProof,
    Malfeasance,
    ActiveSet,
}
