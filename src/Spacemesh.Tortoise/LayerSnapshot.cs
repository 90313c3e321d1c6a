using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Tortoise;

/// <summary>A layer in a <see cref="TortoiseSnapshot"/>. <see cref="Bad"/> and <see cref="Malicious"/> are ballots in the order of arrival.</summary>
public sealed record LayerSnapshot(
    bool Terminated,
    Fixed Empty,
    Fixed Good,
    ulong ReferenceHeight,
    Decision Coin,
    Hash32 Opinion,
    Hash32? Previous,
    ScaleList<BlockSnapshot> Blocks,
    int Ballots,
    int Opinions,
    ScaleList<BallotId> Bad,
    ScaleList<BallotId> Malicious)
{
    /// <summary>A layer that nothing has touched.</summary>
    public static LayerSnapshot Untouched { get; } =
        new(false, default, default, 0, Decision.Neutral, default, null, default, 0, 0, default, default);

    internal static LayerSnapshot Of(LayerRecord layer) => new(
        layer.HareTerminated,
        layer.Empty.Value,
        layer.GoodUncounted,
        layer.ReferenceHeight,
        layer.Coin,
        layer.Opinion,
        layer.PreviousOpinion,
        layer.Blocks.Select(block => new BlockSnapshot(block.Id, block.Height, block.Hare, block.Validity, block.Data, block.Margin.Value)).ToScaleList(),
        layer.Ballots.Count,
        layer.Opinions.Count,
        layer.Ballots.Where(ballot => ballot.BadBeacon).Select(ballot => ballot.Id).ToScaleList(),
        layer.Ballots.Where(ballot => ballot.Malicious).Select(ballot => ballot.Id).ToScaleList());
}
