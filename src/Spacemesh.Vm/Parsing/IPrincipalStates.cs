using Spacemesh.Primitives;
using Spacemesh.Vm.Templates;

namespace Spacemesh.Vm.Parsing;

/// <summary>The templates of accounts, at the point where a transaction is parsed.</summary>
public interface IPrincipalStates
{
    /// <summary>The account's template instance, null unless it is spawned; <paramref name="template"/> is its template's address.</summary>
    PrincipalState Get(Address account, out AccountTemplate? instance, out Address template);
}
