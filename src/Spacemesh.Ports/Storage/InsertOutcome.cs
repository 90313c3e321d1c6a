namespace Spacemesh.Ports.Storage;

/// <summary>What an insert did.</summary>
public enum InsertOutcome
{
    Added,

    /// <summary>The key is taken; the stored row stays as it is.</summary>
    ObjectExists,
}
