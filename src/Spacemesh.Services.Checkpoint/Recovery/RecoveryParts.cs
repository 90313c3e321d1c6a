using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Checkpoint.Recovery;

/// <summary>What a recovery works with. It runs before the node opens its databases, and leaves them closed.</summary>
public sealed record RecoveryParts
{
    public required string DataFolder { get; init; }

    /// <summary>Opens a state file that exists, or makes a new one.</summary>
    public required Func<string, IStateDatabase> OpenState { get; init; }

    /// <summary>Opens the local file, or makes a new one.</summary>
    public required Func<string, ILocalDatabase> OpenLocal { get; init; }

    public required IWebFiles Web { get; init; }

    /// <summary>The root of all ATX chains.</summary>
    public required AtxId GoldenAtx { get; init; }

    /// <summary>Own identities.</summary>
    public required IReadOnlyList<NodeId> Identities { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Log { get; init; }
}
