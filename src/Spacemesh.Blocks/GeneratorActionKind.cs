namespace Spacemesh.Blocks;

/// <summary>What the generator asks of its owner (spec 05 §8).</summary>
public enum GeneratorActionKind
{
    /// <summary>Fetch and read the proposals and plan the block: <see cref="GeneratorAction.Plan"/>.</summary>
    Plan,

    /// <summary>Execute the plan's transactions in the VM: <see cref="GeneratorAction.Block"/> of those that it consumed.</summary>
    Execute,

    /// <summary>Add the block to the mesh; one that is there is no failure.</summary>
    AddBlock,

    /// <summary>Tell the certifier to collect certifications; a failure is only worth a log entry.</summary>
    Register,

    /// <summary>Let the certifier certify with the node's own smeshers; likewise.</summary>
    Certify,

    /// <summary>Tell the mesh the hare output.</summary>
    ProcessLayer,

    /// <summary>Release the layer to sync.</summary>
    ReleasePatrol,

    /// <summary>Report that the output came to nothing.</summary>
    ReportFailure,
}
