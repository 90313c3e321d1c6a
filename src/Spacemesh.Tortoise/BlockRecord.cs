using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise;

/// <summary>A target of votes; inside a layer (id, height) is its identity (spec 06 §5).</summary>
internal sealed class BlockRecord(in Vote header)
{
    public readonly BlockId Id = header.Id;
    public readonly ulong Height = header.Height;
    public readonly uint Layer = header.LayerId.Value;
    public Margin Margin;
    public Decision Hare;
    public Decision Validity;
    public bool Data;

    /// <summary>The order of blocks in a layer: height, then id.</summary>
    public static Comparer<BlockRecord> Order { get; } = Comparer<BlockRecord>.Create(Compare);

    public Vote Header => new(Id, new LayerId(Layer), Height);

    /// <summary>Compares in <see cref="Order"/>.</summary>
    public static int Compare(BlockRecord left, BlockRecord right) =>
        left.Height != right.Height ? left.Height.CompareTo(right.Height) : left.Id.CompareTo(right.Id);
}
