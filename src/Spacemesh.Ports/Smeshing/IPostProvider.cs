using Spacemesh.Primitives;

namespace Spacemesh.Ports.Smeshing;

/// <summary>
/// The PoST service of one identity as the node uses it: in this process, a supervised child, or remote (spec 02 §9, 04 §5). One request
/// runs at a time; further ones wait.
/// </summary>
public interface IPostProvider
{
    /// <summary>Whose data the service holds.</summary>
    NodeId Identity { get; }

    /// <summary>What the service says about its data now.</summary>
    /// <exception cref="PostProviderException">Closed, or the answer is unusable.</exception>
    Task<PostServiceInfo> InfoAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a proof: takes hours on a large space. Cancelling returns at once; a remote service goes on and answers the same challenge later.
    /// </summary>
    /// <param name="challenge">32 zero bytes for the initial proof, else a PoET proof's reference.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="PostProviderException">Closed (come back when it is connected again), or it failed.</exception>
    Task<PostServiceProof> ProveAsync(Hash32 challenge, CancellationToken cancellationToken = default);
}
