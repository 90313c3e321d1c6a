using Spacemesh.Ports.Storage;

namespace Spacemesh.Node;

/// <summary>What to tell an operator whose node ended because its disk did not keep what it must keep.</summary>
public static class DiskTrouble
{
    private const int NoSpaceOnDevice = 28;
    private const int DiskFull = unchecked((int)0x80070070);

    /// <summary>The message for what ended a node; null where it was not the disk.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        StorageException { Kind: StorageErrorKind.DiskFull } => Full(exception),
        IOException { HResult: NoSpaceOnDevice or DiskFull } => Full(exception),
        StorageException { Kind: StorageErrorKind.DiskFailed } =>
            $"the disk failed ({exception.Message}); the node was stopped before it could lose anything: look at the disk, then run 'spacemesh db check' and start the node again",
        StorageException { Kind: StorageErrorKind.Corrupt } =>
            $"a database is damaged ({exception.Message}); the node was stopped: run 'spacemesh db check', which says what can be done",
        _ => null,
    };

    private static string Full(Exception exception) =>
        $"no room is left on the disk ({exception.Message}); the node was stopped, and all that it had stored before is kept: make room and start it again";
}
