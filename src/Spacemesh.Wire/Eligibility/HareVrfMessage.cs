using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Eligibility;

/// <summary>VRF input of hare rounds and of certification (spec 01 §4.5).</summary>
public readonly record struct HareVrfMessage(EligibilityType Type, Beacon Beacon, uint Round, LayerId Layer) : IScaleType<HareVrfMessage>
{
    public static int MinSize => 7;

    public static HareVrfMessage Read(ref ScaleReader reader) => new(
        (EligibilityType)reader.C16("Type"),
        reader.FixedBytes<Beacon>("Beacon"),
        reader.C32("Round"),
        reader.Layer("Layer"));

    public void Write(ref ScaleWriter writer)
    {
        writer.C16((ushort)Type);
        writer.FixedBytes(Beacon);
        writer.C32(Round);
        writer.Layer(Layer);
    }

    /// <summary>The round number that certification uses (spec 01 §4.5).</summary>
    public const uint CertifyRound = uint.MaxValue >> 1;

    public HareVrfMessage(Beacon beacon, uint round, LayerId layer)
        : this(EligibilityType.Hare, beacon, round, layer)
    {
    }
}
