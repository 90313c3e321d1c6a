using Spacemesh.Ports.Smeshing;
using Spacemesh.Ports.Storage;
using Spacemesh.Primitives;

namespace Spacemesh.Node.Smeshing;

/// <summary>Whether an ATX is safe to build on, as the builder asks it.</summary>
internal sealed class ChainVerifier(IAtxChains chains) : IAtxChainVerifier
{
    public async Task<bool> VerifyAsync(AtxId atx, NodeId? trusted, DateTimeOffset? assumeValidBefore, CancellationToken cancellationToken = default)
    {
        try
        {
            return await chains.FindInvalidAsync(atx, new AtxTrust(trusted, assumeValidBefore), cancellationToken) is null;
        }
        catch (StorageException)
        {
            // A link that is missing cannot be checked.
            return false;
        }
    }
}
