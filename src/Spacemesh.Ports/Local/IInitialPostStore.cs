using Spacemesh.Primitives;

namespace Spacemesh.Ports.Local;

/// <summary>First PoSTs of own identities (table <c>post</c>).</summary>
public interface IInitialPostStore
{
    InsertOutcome Add(NodeId identity, InitialPost post);

    InitialPost? Find(NodeId identity);

    void Remove(NodeId identity);
}
