namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>Which of the node's databases a file is.</summary>
public enum DatabaseKind
{
    /// <summary><c>state.sql</c>: the network state.</summary>
    State,

    /// <summary><c>local.sql</c>: this node's private state.</summary>
    Local,
}
