using Spacemesh.Primitives;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>What copying another node's state depends on.</summary>
public sealed record CopyFromOptions
{
    /// <summary>The network of both folders.</summary>
    public required NetworkParameters Network { get; init; }

    /// <summary>The network's <c>main.block-gas-limit</c>.</summary>
    public required ulong BlockGasLimit { get; init; }

    /// <summary>The node's <c>main.filelock</c>; null takes only the lock inside the folder.</summary>
    public string? NodeLockFile { get; init; }
}
