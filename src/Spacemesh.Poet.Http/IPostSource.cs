using Spacemesh.Primitives;

namespace Spacemesh.Poet.Http;

/// <summary>Finds the PoST that an identity can show a certifier: the stored one, else that of its last ATX (spec 03 §13.2).</summary>
public interface IPostSource
{
    /// <summary>The PoST, or null when the identity has none yet.</summary>
    ValueTask<CertifiablePost?> FindAsync(NodeId nodeId, CancellationToken cancellationToken);
}
