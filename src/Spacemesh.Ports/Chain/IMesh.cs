using Spacemesh.Primitives;

namespace Spacemesh.Ports.Chain;

/// <summary>The mesh as sync and the certifier drive it (spec 06 §12, 08 §11). Thread-safe.</summary>
public interface IMesh
{
    /// <summary>The highest layer of which a block, a proposal or an empty layer was seen.</summary>
    LayerId Latest { get; }

    /// <summary>The last layer of the run of layers that were counted one after the other.</summary>
    LayerId Processed { get; }

    /// <summary>The last layer whose block is applied to the state.</summary>
    LayerId Applied { get; }

    /// <summary>The last layer of the verified prefix.</summary>
    LayerId Verified { get; }

    /// <summary>Counts votes up to a layer, applies what is decided and takes back what turned out otherwise.</summary>
    /// <exception cref="MissingBlocksException">Some decided blocks are not here; what comes before them is applied.</exception>
    Task ProcessLayerAsync(LayerId layer, CancellationToken cancellationToken = default);

    /// <summary>A layer turned out to have no content.</summary>
    void NoteEmptyLayer(LayerId layer);

    /// <summary>
    /// A certificate for a layer was stored: its block, the zero id for an empty layer or for several certificates. The block must be
    /// here already.
    /// </summary>
    void NoteCertified(LayerId layer, BlockId block);
}
