using Spacemesh.Codec;

namespace Spacemesh.Wire.Fuzz;

/// <summary>
/// A fixed sequence of damaged encodings and what must hold for each: a value or a typed error, no exception, memory in proportion to the
/// input, and a value that survives being encoded. First every truncation of every golden object and every bit flip of the small ones,
/// or an even sample of them where they would take more than half of the sequence; then random damage.
/// </summary>
public sealed class WireFuzz
{
    /// <summary>Objects up to this size have each bit flipped.</summary>
    public const int SmallBytes = 512;

    // Errors (their path) and fixed parts of a value; then what decoded lists hold for each byte on the wire: at worst a compact layer
    // of one byte becomes four, a byte string of one byte a 16-byte reference, an object of 40 bytes some 200.
    private const long AllowedBytes = 4096;
    private const long AllowedPerByte = 24;

    private readonly IReadOnlyList<GoldenObject> _corpus;
    private readonly WireEntry[] _entries = [.. WireCatalogue.Entries];
    private readonly long[] _systematicEnds;
    private readonly ulong _seed;

    public WireFuzz(IReadOnlyList<GoldenObject> corpus, ulong seed, long inputs)
    {
        _corpus = corpus;
        _seed = seed;
        Inputs = inputs;
        _systematicEnds = new long[corpus.Count];
        long sum = 0;
        for (int i = 0; i < corpus.Count; i++)
            _systematicEnds[i] = sum += SystematicCount(corpus[i].Bytes);
        AllSystematic = sum;
        Systematic = Math.Min(sum, inputs / 2);
    }

    public long Inputs { get; }

    /// <summary>Truncations and bit flips there are.</summary>
    public long AllSystematic { get; }

    /// <summary>How many of them are in this sequence.</summary>
    public long Systematic { get; }

    /// <summary>Inputs that decoded to a value so far.</summary>
    public long Accepted { get; private set; }

    /// <summary>The input with this index.</summary>
    public FuzzInput Make(long index)
    {
        if (index < Systematic)
            return MakeSystematic((long)((Int128)index * AllSystematic / Systematic));
        var random = new SplitMix(_seed, (ulong)index);
        var golden = _corpus[random.Below(_corpus.Count)];
        byte[] bytes = Mutator.Damage(golden.Bytes, _corpus, ref random);
        return new(random.Below(8) == 0 ? _entries[random.Below(_entries.Length)] : golden.Entry, bytes);
    }

    /// <summary>What is wrong with the handling of input <paramref name="index"/>; null where nothing is.</summary>
    public string? Check(long index) => Check(index, Make(index));

    /// <inheritdoc cref="Check(long)"/>
    public string? Check(long index, FuzzInput input)
    {
        try
        {
            return Problem(input) is { } problem ? Describe(index, input, problem) : null;
        }
#pragma warning disable CA1031 // Any exception is a finding.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Describe(index, input, exception.ToString());
        }
    }

    private static long SystematicCount(byte[] bytes) => bytes.Length + (bytes.Length <= SmallBytes ? 8L * bytes.Length : 0);

    private static string Describe(long index, FuzzInput input, string problem) =>
        $"input {index}, {input.Entry.Name}: {problem}\n  {Convert.ToHexStringLower(input.Bytes)}";

    private FuzzInput MakeSystematic(long position)
    {
        int which = Array.BinarySearch(_systematicEnds, position + 1);
        which = which < 0 ? ~which : which;
        var golden = _corpus[which];
        long local = position - (which == 0 ? 0 : _systematicEnds[which - 1]);
        if (local < golden.Bytes.Length)
            return new(golden.Entry, golden.Bytes[..(int)local]);
        int bit = (int)(local - golden.Bytes.Length);
        byte[] bytes = [.. golden.Bytes];
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return new(golden.Entry, bytes);
    }

    private string? Problem(FuzzInput input)
    {
        long allowed = AllowedBytes + (AllowedPerByte * input.Bytes.Length);
        object? value = null;
        DecodeError error = default;
        long allocated = long.MaxValue;
        // What the runtime itself allocates on this thread happens once; what a decoder allocates happens every time.
        for (int attempt = 0; attempt < 3 && allocated > allowed; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            value = input.Entry.Decode(input.Bytes, out error);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        if (allocated > allowed)
            return $"{allocated} bytes allocated for {input.Bytes.Length}, {allowed} allowed";
        if (value is null)
        {
            return error.Kind == DecodeErrorKind.None || error.Offset < 0 || error.Offset > input.Bytes.Length
                ? $"no value and no proper error: {error}"
                : null;
        }

        Accepted++;
        byte[] encoded = input.Entry.Encode(value);
        if (input.Entry.IsCanonical(input.Bytes) is { } canonical && canonical != encoded.AsSpan().SequenceEqual(input.Bytes))
            return $"taken for {(canonical ? "" : "not ")}canonical, but the re-encoding is {Convert.ToHexStringLower(encoded)}";
        object? again = input.Entry.Decode(encoded, out error);
        if (again is null)
            return $"the re-encoding {Convert.ToHexStringLower(encoded)} does not decode: {error}";
        if (!again.Equals(value))
            return $"the re-encoding {Convert.ToHexStringLower(encoded)} decodes to another value";
        return input.Entry.Encode(again).AsSpan().SequenceEqual(encoded) ? null : "two encodings of one value differ";
    }
}
