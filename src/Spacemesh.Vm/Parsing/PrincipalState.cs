namespace Spacemesh.Vm.Parsing;

/// <summary>What a principal is at the moment.</summary>
public enum PrincipalState
{
    /// <summary>It has no template yet.</summary>
    Unspawned,

    /// <summary>It has a template whose state was read.</summary>
    Spawned,

    /// <summary>It has a template that does not exist.</summary>
    UnknownTemplate,

    /// <summary>It has a template whose state does not decode.</summary>
    Undecodable,
}
