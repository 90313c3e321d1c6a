namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>Why an operator's command did not do its work.</summary>
public enum OperationErrorKind
{
    /// <summary>A file or folder is missing.</summary>
    Missing,

    /// <summary>A running node holds the folder.</summary>
    Locked,

    /// <summary>A file is not what it has to be: damaged, of another version, of another network.</summary>
    Unsuitable,

    /// <summary>The command would do harm in the present state.</summary>
    Refused,

    /// <summary>A value that the user gave makes no sense.</summary>
    Invalid,
}
