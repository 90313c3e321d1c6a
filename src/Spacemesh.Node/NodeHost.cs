using Spacemesh.Ports.Api;

namespace Spacemesh.Node;

/// <summary>The process that a node runs in.</summary>
public sealed record NodeHost
{
    public required TimeProvider Time { get; init; }

    /// <summary>Standard output: the log.</summary>
    public required TextWriter Output { get; init; }

    public required BuildInfo Build { get; init; }

    /// <summary>Ends the process with status 0 where the API asks for it.</summary>
    public INodeRestart? Restart { get; init; }
}
