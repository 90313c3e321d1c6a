namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>Another node of this machine runs with a key.</summary>
public sealed class IdentityInUseException(NodeId identity, string path, Exception? innerException = null) : Exception(
    $"identity {identity} is in use by another node of this machine (lock {path}): stop that node, or remove the key from one of the two", innerException)
{
    public NodeId Identity => identity;
}
