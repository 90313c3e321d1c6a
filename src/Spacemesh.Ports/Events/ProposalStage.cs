namespace Spacemesh.Ports.Events;

/// <summary>Where a proposal stands in a <see cref="ProposalSeen"/>; numbers as in the API (spec 09a §5.8).</summary>
public enum ProposalStage
{
    /// <summary>Published by this node.</summary>
    Created = 0,

    /// <summary>Part of a hare output that becomes a block.</summary>
    Included = 1,
}
