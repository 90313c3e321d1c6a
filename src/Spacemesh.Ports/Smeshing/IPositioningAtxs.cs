using Spacemesh.Primitives;

namespace Spacemesh.Ports.Smeshing;

/// <summary>Chooses the ATXs that own ones are built upon (spec 04 §4.5, §5.3).</summary>
public interface IPositioningAtxs
{
    /// <summary>
    /// The positioning ATX for an ATX to be published in an epoch: the highest with a valid chain, or the own previous one where that is
    /// as high; the golden ATX where there is neither. The search is made once an epoch and shared by all identities.
    /// </summary>
    /// <param name="publishEpoch">When the ATX will be published.</param>
    /// <param name="smesher">Who asks; its own ATXs are trusted.</param>
    /// <param name="previous">Its previous ATX; null without one.</param>
    /// <param name="deadline">Cancelled when the search must end without result.</param>
    /// <param name="cancellationToken">Gives up; nothing is decided then.</param>
    Task<AtxId> ChooseAsync(EpochId publishEpoch, NodeId smesher, AtxId? previous, CancellationToken deadline, CancellationToken cancellationToken = default);

    /// <summary>The commitment for new PoST data: the highest ATX of the latest epoch with a valid chain, else the golden ATX.</summary>
    Task<AtxId> FindCommitmentAsync(CancellationToken cancellationToken = default);
}
