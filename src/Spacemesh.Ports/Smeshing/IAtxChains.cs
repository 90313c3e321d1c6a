using Spacemesh.Primitives;

namespace Spacemesh.Ports.Smeshing;

/// <summary>Whether an ATX and all that it builds on hold valid PoST (spec 04 §11). A decision of this node, remembered with the ATXs.</summary>
public interface IAtxChains
{
    /// <summary>Verifies every link that is not known, trusted or assumed; takes long for a long unknown chain.</summary>
    /// <param name="id">A stored ATX.</param>
    /// <param name="trust">What needs no verification.</param>
    /// <param name="cancellationToken">Gives up; links verified so far stay remembered.</param>
    /// <returns>The ATX whose PoST is invalid; null where all hold.</returns>
    /// <exception cref="StorageException">An ATX of the chain is missing or cannot be read.</exception>
    Task<AtxId?> FindInvalidAsync(AtxId id, AtxTrust trust, CancellationToken cancellationToken = default);
}
