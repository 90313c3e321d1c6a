using Spacemesh.Primitives;

namespace Spacemesh.Ports.Local;

/// <summary>Finished NiPoSTs of own identities (table <c>nipost</c>).</summary>
public interface INipostStore
{
    InsertOutcome Add(NodeId identity, NipostState nipost);

    NipostState? Find(NodeId identity);

    void Remove(NodeId identity);
}
