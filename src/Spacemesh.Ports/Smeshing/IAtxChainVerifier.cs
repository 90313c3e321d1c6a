using Spacemesh.Primitives;

namespace Spacemesh.Ports.Smeshing;

/// <summary>Decides whether an ATX is safe to build on: its PoSTs and those of everything it builds on are fully verified (spec 04 §11).</summary>
public interface IAtxChainVerifier
{
    /// <param name="atx">A stored ATX.</param>
    /// <param name="trusted">An identity whose ATXs are good without a look.</param>
    /// <param name="assumeValidBefore">ATXs received earlier are good without a look.</param>
    /// <param name="cancellationToken">Gives up; that says nothing about the chain.</param>
    /// <returns>False for a chain with an invalid link, or one that cannot be checked.</returns>
    Task<bool> VerifyAsync(AtxId atx, NodeId? trusted, DateTimeOffset? assumeValidBefore, CancellationToken cancellationToken = default);
}
