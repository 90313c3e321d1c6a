namespace Spacemesh.Storage.Sqlite.Engine;

/// <summary>How one connection is opened (spec 10 §2.3, §2.6).</summary>
public enum ConnectionMode
{
    /// <summary>Reads and writes an existing file.</summary>
    ReadWrite,

    /// <summary>Reads and writes, and creates the file where it is missing.</summary>
    Create,

    /// <summary>Only reads an existing file.</summary>
    ReadOnly,

    /// <summary>A database of this connection alone, in memory.</summary>
    Memory,
}
