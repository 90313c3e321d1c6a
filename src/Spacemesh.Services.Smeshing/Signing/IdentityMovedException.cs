namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>A key lies beside the tombstone that its move left: it works elsewhere and must not work here.</summary>
public sealed class IdentityMovedException(IdentityTombstone tombstone, string path) : Exception(
    $"identity {tombstone.NodeId} was moved to {tombstone.MovedTo} on {tombstone.MovedAt:yyyy-MM-dd}: remove its key here. Only when the key does not run there any more, delete {path} instead")
{
    public IdentityTombstone Tombstone => tombstone;
}
