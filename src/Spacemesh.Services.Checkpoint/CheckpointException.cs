namespace Spacemesh.Services.Checkpoint;

/// <summary>A checkpoint cannot be made or used; the message names the file or field and what to do.</summary>
public sealed class CheckpointException(CheckpointFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public CheckpointFault Fault => fault;
}
