using Spacemesh.Primitives;

namespace Spacemesh.Ports.Smeshing;

/// <summary>The PoST services that are connected now, at most one an identity. Thread-safe.</summary>
public interface IPostProviders
{
    /// <summary>Null while no service is connected for the identity.</summary>
    IPostProvider? Find(NodeId identity);

    /// <summary>The identities with a service; a snapshot.</summary>
    IReadOnlyList<NodeId> Connected { get; }
}
