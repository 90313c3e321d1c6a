using Spacemesh.Primitives;

namespace Spacemesh.Ports.Api;

/// <summary>Accounts behind their pending transactions (spec 07 §14.5). Thread-safe.</summary>
public interface IAccountProjections
{
    AccountProjection Project(Address address);
}
