using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Ballots;

/// <summary>The difference of a ballot’s opinion to that of its base ballot (spec 01 §7.6).</summary>
public sealed record Votes(BallotId Base, ScaleList<Vote> Support, ScaleList<Vote> Against, ScaleList<LayerId> Abstain) : IScaleType<Votes>
{
    public const int MaxSupport = 10_000;

    public const int MaxAgainst = 10_000;

    public const int MaxAbstain = 10_000;

    public static int MinSize => 23;

    public static Votes Read(ref ScaleReader reader) => new(
        reader.FixedBytes<BallotId>("Base"),
        reader.List<Vote>(MaxSupport, "Support"),
        reader.List<Vote>(MaxAgainst, "Against"),
        reader.Layers(MaxAbstain, "Abstain"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(Base);
        writer.List(Support, MaxSupport);
        writer.List(Against, MaxAgainst);
        writer.Layers(Abstain, MaxAbstain);
    }

    /// <summary>No base, no differences.</summary>
    public static Votes None { get; } = new(default, default, default, default);
}
