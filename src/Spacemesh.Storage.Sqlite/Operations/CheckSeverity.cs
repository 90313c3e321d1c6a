namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>What a finding means for the operator.</summary>
public enum CheckSeverity
{
    /// <summary>Worth knowing; the node deals with it.</summary>
    Note,

    /// <summary>Something is missing or wrong in the content; the node runs but may not follow the network.</summary>
    Warning,

    /// <summary>The node will not start on the file, or its content cannot be trusted.</summary>
    Error,
}
