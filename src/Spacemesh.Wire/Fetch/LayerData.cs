using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Fetch;

/// <summary>The ballots of a layer (spec 08 §6.2).</summary>
public readonly record struct LayerData(ScaleList<BallotId> Ballots) : IScaleType<LayerData>
{
    public const int MaxBallots = 2350;

    public static int MinSize => 1;

    public static LayerData Read(ref ScaleReader reader) => new(reader.FixedList<BallotId>(MaxBallots, "Ballots"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedList(Ballots, MaxBallots);
    }
}
