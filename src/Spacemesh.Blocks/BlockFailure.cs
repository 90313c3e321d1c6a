namespace Spacemesh.Blocks;

/// <summary>No block: the node waits for a certified one. The text reaches logs.</summary>
public sealed record BlockFailure(BlockFailureKind Kind, string Message);
