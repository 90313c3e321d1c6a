using Spacemesh.Primitives;

namespace Spacemesh.Ports.Local;

/// <summary>Registrations of own identities at PoETs: one an identity and address.</summary>
public interface IPoetRegistrationStore
{
    InsertOutcome Add(NodeId identity, PoetRegistration registration);

    /// <summary>By address.</summary>
    IReadOnlyList<PoetRegistration> Of(NodeId identity);

    void Remove(NodeId identity);
}
