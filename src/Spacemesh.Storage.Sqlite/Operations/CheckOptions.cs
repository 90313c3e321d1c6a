using Spacemesh.Primitives;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>How deep a check goes.</summary>
public sealed record CheckOptions
{
    /// <summary>Checks pages only, not every index entry: much faster on a large file.</summary>
    public bool Quick { get; init; }

    /// <summary>Executes this many of the last applied layers again; 0 none. Needs <see cref="Network"/>.</summary>
    public int RootLayers { get; init; }

    /// <summary>The network; only executing layers depends on it.</summary>
    public NetworkParameters? Network { get; init; }

    /// <summary>The network's <c>main.block-gas-limit</c>.</summary>
    public ulong BlockGasLimit { get; init; } = ulong.MaxValue;
}
