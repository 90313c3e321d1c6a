using Spacemesh.Activation;
using Spacemesh.Post;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Activation;

/// <summary>How ATXs, PoET proofs and malfeasance proofs are taken in.</summary>
public sealed record ActivationOptions
{
    /// <summary>The network's PoST parameters.</summary>
    public required PostConfig Post { get; init; }

    /// <summary>Leaves of PoET work that make a tick: <c>main.tick-size</c>.</summary>
    public required ulong TickSize { get; init; }

    /// <summary>ATX version of each epoch: <c>main.atx-versions</c>.</summary>
    public AtxVersionSchedule Versions { get; init; } = AtxVersionSchedule.Default;

    /// <summary>PoET proofs whose facts are kept in memory: <c>poet.poet-proofs-cache</c>.</summary>
    public int PoetProofsCache
    {
        get;
        init => field = value >= 1 ? value : throw new InvalidOptionException("poet-proofs-cache", $"{value}: at least one proof must be kept");
    } = 200;

    /// <summary>
    /// Gossiped ATXs in work at a time: <c>p2p.gossip-atx-validation-throttle</c>. More are ignored, without harm to who sent them; those
    /// that sync or another ATX asked for do not count.
    /// </summary>
    public int MaxPending
    {
        get;
        init => field = value >= 1 ? value : throw new InvalidOptionException("gossip-atx-validation-throttle", $"{value}: at least one ATX must be let in");
    } = 50_000;

    internal AtxRulesOptions Rules => new()
    {
        TickSize = TickSize,
        MinNumUnits = Post.MinNumUnits,
        MaxNumUnits = Post.MaxNumUnits,
        LabelsPerUnit = Post.LabelsPerUnit,
    };
}
