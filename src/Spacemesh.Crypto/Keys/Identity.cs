using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Keys;

/// <summary>A key and the name of the file that it came from. Owns the signer.</summary>
public sealed record Identity(string FileName, EdSigner Signer) : IDisposable
{
    public NodeId NodeId => Signer.NodeId;

    /// <summary>Whether this is the identity of a node that runs its own PoST service.</summary>
    public bool IsSupervised => FileName == IdentityDirectory.SupervisedFileName;

    public void Dispose() => Signer.Dispose();
}
