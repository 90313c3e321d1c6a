using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Activation.Tests.Support;

/// <summary>What differs between nodes of one network.</summary>
internal sealed record NodeSettings
{
    public AtxVersionSchedule Versions { get; init; } = AtxVersionSchedule.Default;

    /// <summary>Bytes of the own peer id.</summary>
    public byte[] Seed { get; init; } = [];

    public IReadOnlyList<NodeId> Own { get; init; } = [];

    public int MaxPending { get; init; } = 50_000;

    public IWorkPool? Pool { get; init; }
}
