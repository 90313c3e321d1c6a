using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Malfeasance;

/// <summary>Making proofs out of what contradicts itself (spec 04 §12.2).</summary>
public static class Proofs
{
    /// <summary>Two ATXs of one epoch: the earlier stored one and the new one.</summary>
    public static MalfeasanceProof MultipleAtxs(NetworkParameters network, ActivationTxV1 earlier, AtxId earlierId, ActivationTxV1 atx, AtxId id) => new(
        LayerOf(network, atx),
        new MultipleAtxsProof(new(Message(earlier, earlierId, atx), Message(atx, id, atx))));

    /// <summary>An ATX with an index that points to no good label.</summary>
    public static MalfeasanceProof InvalidPostIndex(NetworkParameters network, ActivationTxV1 atx, uint ordinal) =>
        new(LayerOf(network, atx), new InvalidPostIndexProof(atx, ordinal));

    /// <summary>Two ATXs that continue one previous ATX: the new one and the one found.</summary>
    public static MalfeasanceProof InvalidPrevious(NetworkParameters network, ActivationTxV1 atx, ActivationTxV1 found) =>
        new(LayerOf(network, atx), new InvalidPrevAtxProof(atx, found));

    /// <summary>Two ballots of one layer.</summary>
    public static MalfeasanceProof MultipleBallots(BallotProofMessage first, BallotProofMessage second) =>
        new(first.InnerMsg.Layer, new MultipleBallotsProof(new(first, second)));

    /// <summary>Two hare messages of one round.</summary>
    public static MalfeasanceProof HareEquivocation(HareProofMessage first, HareProofMessage second) =>
        new(first.InnerMsg.Layer, new HareEquivocationProof(new(first, second)));

    /// <summary>Informative only; 0 for an epoch beyond the last layer.</summary>
    private static LayerId LayerOf(NetworkParameters network, ActivationTxV1 atx) =>
        network.TryFirstLayer(atx.Inner.Challenge.PublishEpoch, out var layer) ? layer : default;

    private static AtxProofMessage Message(ActivationTxV1 atx, AtxId id, ActivationTxV1 ofEpoch) => new(
        new AtxMetadata(ofEpoch.Inner.Challenge.PublishEpoch, new Hash32(id.Value)),
        atx.SmesherId,
        atx.Signature);
}
