using Spacemesh.Codec;

namespace Spacemesh.Wire.Hare;

/// <summary>Iteration and round inside it; decoding checks neither range (spec 01 §7.9).</summary>
public readonly record struct IterRound(byte Iter, HareRound Round) : IScaleType<IterRound>
{
    public static int MinSize => 2;

    public static IterRound Read(ref ScaleReader reader) => new(reader.C8("Iter"), (HareRound)reader.C8("Round"));

    public void Write(ref ScaleWriter writer)
    {
        writer.C8(Iter);
        writer.C8((byte)Round);
    }

    /// <summary>7·Iter + Round: the number that eligibilities and signatures use.</summary>
    public uint Absolute => (7u * Iter) + (byte)Round;

    /// <summary>Whether messages are sent in this round.</summary>
    public bool IsMessageRound => Round is HareRound.Preround or HareRound.Propose or HareRound.Commit or HareRound.Notify;
}
