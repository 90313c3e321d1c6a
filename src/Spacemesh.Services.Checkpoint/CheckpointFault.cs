namespace Spacemesh.Services.Checkpoint;

/// <summary>What is wrong with a checkpoint.</summary>
public enum CheckpointFault
{
    /// <summary>Configuration or address cannot work.</summary>
    Options,

    /// <summary>The server does not have it, or cannot be reached: the node starts without.</summary>
    NotFound,

    /// <summary>The file is not what was expected: size, hash.</summary>
    Damaged,

    /// <summary>It does not follow the schema, or its values do not decode.</summary>
    Schema,

    /// <summary>Its rows contradict each other.</summary>
    Content,

    /// <summary>The file to be written exists.</summary>
    Exists,
}
