using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.RangeSync;

/// <summary>
/// One message of set reconciliation (spec 08 §12). Fields that its type does not have are at their defaults. A range [X, Y) with X = Y is
/// the whole set, one with X above Y goes on at the smallest key.
/// </summary>
public sealed record RangeMessage : IScaleType<RangeMessage>
{
    public const int MaxKeys = 100_000_000;

    public const int MaxSample = 1000;

    /// <summary>Stands between the number of keys and the keys.</summary>
    private const byte KeysMark = 1;

    private RangeMessage(RangeMessageType type) => Type = type;

    public static int MinSize => 1;

    public static RangeMessage Done { get; } = new(RangeMessageType.Done);

    public static RangeMessage EndRound { get; } = new(RangeMessageType.EndRound);

    public static RangeMessage EmptySet { get; } = new(RangeMessageType.EmptySet);

    public RangeMessageType Type { get; }

    public CompactHash X { get; private init; }

    public CompactHash Y { get; private init; }

    public RangeFingerprint Fingerprint { get; private init; }

    /// <summary>Keys of the range, or the size of a wanted sample.</summary>
    public uint Count { get; private init; }

    /// <summary>The keys of a batch.</summary>
    public ScaleList<Hash32> Keys { get; private init; }

    /// <summary>The last four bytes of keys, as big-endian numbers.</summary>
    public ScaleList<uint> Sample { get; private init; }

    /// <summary>Unix nanoseconds; 0 answers a message of this type.</summary>
    public ulong Since { get; private init; }

    public static RangeMessage EmptyRange(CompactHash x, CompactHash y) => new(RangeMessageType.EmptyRange) { X = x, Y = y };

    public static RangeMessage OfFingerprint(CompactHash x, CompactHash y, RangeFingerprint fingerprint, uint count) =>
        new(RangeMessageType.Fingerprint) { X = x, Y = y, Fingerprint = fingerprint, Count = count };

    public static RangeMessage RangeContents(CompactHash x, CompactHash y, uint count) => new(RangeMessageType.RangeContents) { X = x, Y = y, Count = count };

    public static RangeMessage ItemBatch(ScaleList<Hash32> keys) => new(RangeMessageType.ItemBatch) { Keys = keys };

    public static RangeMessage Probe(CompactHash x, CompactHash y, RangeFingerprint fingerprint, uint sampleSize) =>
        new(RangeMessageType.Probe) { X = x, Y = y, Fingerprint = fingerprint, Count = sampleSize };

    public static RangeMessage OfSample(CompactHash x, CompactHash y, RangeFingerprint fingerprint, uint count, ScaleList<uint> sample) =>
        new(RangeMessageType.Sample) { X = x, Y = y, Fingerprint = fingerprint, Count = count, Sample = sample };

    public static RangeMessage Recent(ulong since) => new(RangeMessageType.Recent) { Since = since };

    public static RangeMessage Read(ref ScaleReader reader)
    {
        var type = (RangeMessageType)reader.U8("type");
        switch (type)
        {
            case RangeMessageType.Done:
                return Done;
            case RangeMessageType.EndRound:
                return EndRound;
            case RangeMessageType.EmptySet:
                return EmptySet;
            case RangeMessageType.EmptyRange:
                return EmptyRange(Bound(ref reader, "X"), Bound(ref reader, "Y"));
            case RangeMessageType.Fingerprint:
                return OfFingerprint(Bound(ref reader, "X"), Bound(ref reader, "Y"), RangeFingerprint.Read(ref reader), reader.C32("Count"));
            case RangeMessageType.RangeContents:
                return RangeContents(Bound(ref reader, "X"), Bound(ref reader, "Y"), reader.C32("Count"));
            case RangeMessageType.ItemBatch:
                return ItemBatch(ReadKeys(ref reader));
            case RangeMessageType.Probe:
                return Probe(Bound(ref reader, "X"), Bound(ref reader, "Y"), RangeFingerprint.Read(ref reader), reader.C32("SampleSize"));
            case RangeMessageType.Sample:
                return OfSample(Bound(ref reader, "X"), Bound(ref reader, "Y"), RangeFingerprint.Read(ref reader), reader.C32("Count"), ReadSample(ref reader));
            case RangeMessageType.Recent:
                return Recent(reader.C64("Since"));
            default:
                reader.Fail(DecodeErrorKind.UnknownType, "type");
                return Done;
        }
    }

    public void Write(ref ScaleWriter writer)
    {
        writer.U8((byte)Type);
        if (Type is RangeMessageType.EmptyRange or RangeMessageType.Fingerprint or RangeMessageType.RangeContents or RangeMessageType.Probe or RangeMessageType.Sample)
        {
            X.Write(ref writer);
            Y.Write(ref writer);
        }

        if (Type is RangeMessageType.Fingerprint or RangeMessageType.Probe or RangeMessageType.Sample)
            Fingerprint.Write(ref writer);
        if (Type is RangeMessageType.Fingerprint or RangeMessageType.RangeContents or RangeMessageType.Probe or RangeMessageType.Sample)
            writer.C32(Count);
        switch (Type)
        {
            case RangeMessageType.ItemBatch:
                writer.Count(Keys.Count, MaxKeys, nameof(Keys));
                if (Keys.IsEmpty)
                    break;
                writer.U8(KeysMark);
                foreach (ref readonly var key in Keys.Span)
                    writer.FixedBytes(key);
                break;
            case RangeMessageType.Sample:
                writer.Count(Sample.Count, MaxSample, nameof(Sample));
                foreach (uint item in Sample)
                    writer.U32(item);
                break;
            case RangeMessageType.Recent:
                writer.C64(Since);
                break;
        }
    }

    private static CompactHash Bound(ref ScaleReader reader, string field) => reader.Struct<CompactHash>(field);

    private static ScaleList<Hash32> ReadKeys(ref ScaleReader reader)
    {
        int count = reader.Count(MaxKeys, "Keys");
        if (count == 0)
            return default;
        if (reader.U8("Keys.mark") != KeysMark)
            reader.Fail(DecodeErrorKind.UnknownType, "Keys.mark");
        if (!reader.Failed && !reader.Holds(count, Hash32.Size))
            reader.Fail(DecodeErrorKind.UnexpectedEndOfInput, "Keys");
        if (reader.Failed)
            return default;
        var keys = new Hash32[count];
        for (int i = 0; i < keys.Length; i++)
            keys[i] = reader.FixedBytes<Hash32>("Keys");
        return ScaleList.Own(keys);
    }

    private static ScaleList<uint> ReadSample(ref ScaleReader reader)
    {
        int count = reader.Count(MaxSample, "Sample");
        if (!reader.Holds(count, sizeof(uint)))
            reader.Fail(DecodeErrorKind.UnexpectedEndOfInput, "Sample");
        if (count == 0 || reader.Failed)
            return default;
        uint[] sample = new uint[count];
        for (int i = 0; i < sample.Length; i++)
            sample[i] = reader.U32("Sample");
        return ScaleList.Own(sample);
    }
}
