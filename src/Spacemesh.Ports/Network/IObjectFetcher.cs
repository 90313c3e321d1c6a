using Spacemesh.Primitives;

namespace Spacemesh.Ports.Network;

/// <summary>
/// Fetches objects by id and puts each through its kind's intake (spec 08 §7). Ids that the store has are not asked for; requests for
/// the same id share one fetch.
/// </summary>
public interface IObjectFetcher
{
    /// <summary>
    /// Returns when each of the objects is stored. Where it is clear early that this will not be, not all of them are tried.
    /// </summary>
    /// <param name="kind">Kind of all of them.</param>
    /// <param name="ids">Ids padded to 32 bytes.</param>
    /// <param name="cancellationToken">Gives up waiting; a fetch that others wait for goes on.</param>
    /// <exception cref="ObjectFetchException">Some could not be had or were not accepted.</exception>
    Task FetchAsync(ObjectKind kind, IReadOnlyCollection<Hash32> ids, CancellationToken cancellationToken = default);

    /// <summary>
    /// As <see cref="FetchAsync"/>, but every id is tried whatever becomes of the others, and all callers together fetch a limited number
    /// at a time (spec 08 §7.1): for downloads by list. Never for what an object needs, which would wait for itself.
    /// </summary>
    /// <exception cref="ObjectFetchException">Some could not be had or were not accepted.</exception>
    Task FetchManyAsync(ObjectKind kind, IReadOnlyCollection<Hash32> ids, CancellationToken cancellationToken = default) => FetchAsync(kind, ids, cancellationToken);

    /// <summary>Notes that this peer is likely to have these objects (a hint, spec 08 §6.3 and §7).</summary>
    void Hint(PeerId peer, IEnumerable<Hash32> ids);
}
