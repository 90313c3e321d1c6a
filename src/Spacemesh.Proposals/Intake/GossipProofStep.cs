using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Proposals.Intake;

/// <summary>Gossip a malfeasance proof that a gossiped proposal's ballot gave.</summary>
public sealed class GossipProofStep : IntakeStep
{
    internal GossipProofStep(MalfeasanceProof proof) => Message = new MalfeasanceGossip(proof, null);

    public MalfeasanceGossip Message { get; }
}
