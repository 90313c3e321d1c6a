using System.Buffers;
using Spacemesh.Primitives;

namespace Spacemesh.Codec.Tests;

public sealed class ScaleTests
{
    private static readonly Sample Full = new(
        1UL << 40, new byte[] { 1, 2, 3 }, "höh", [Filled(7), Filled(8)], [new(200, 60000), new(1, 2)], 99, new SamplePoint(3, 4));

    [Fact]
    public void Value_survives_a_round_trip()
    {
        byte[] bytes = Scale.Encode(Full);
        Assert.True(Scale.TryDecode<Sample>(bytes, out var decoded, out _));
        Assert.Equal(Full, decoded);
        Assert.Equal(Full, Scale.Decode<Sample>(bytes));
        var output = new ArrayBufferWriter<byte>();
        Scale.EncodeTo(Full, output);
        Assert.Equal(bytes, output.WrittenSpan.ToArray());
    }

    [Fact]
    public void Each_prefix_fails_with_an_end_of_input_inside_it()
    {
        byte[] bytes = Scale.Encode(Full);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(Scale.TryDecode<Sample>(bytes.AsSpan(0, length), out var value, out var error));
            Assert.Null(value);
            Assert.True(error.Kind is DecodeErrorKind.EndOfInput or DecodeErrorKind.UnexpectedEndOfInput, $"{length}: {error}");
            Assert.InRange(error.Offset, 0, length);
        }
    }

    [Fact]
    public void Trailing_byte_fails_a_whole_decode_and_passes_a_prefix_one()
    {
        byte[] bytes = [.. Scale.Encode(Full), 0];
        Assert.False(Scale.TryDecode<Sample>(bytes, out _, out var error));
        Assert.Equal(new DecodeError(DecodeErrorKind.TrailingBytes, bytes.Length - 1, null), error);
        Assert.True(Scale.TryDecodePrefix<Sample>(bytes, out var value, out int consumed, out _));
        Assert.Equal(Full, value);
        Assert.Equal(bytes.Length - 1, consumed);
    }

    [Fact]
    public void Error_names_the_path_and_offset_of_the_field()
    {
        byte[] bytes = [0, 0, 0, 0, 8, 4, 4, 4, 2, 0, 0, 0];
        Assert.False(Scale.TryDecode<Sample>(bytes, out _, out var error));
        Assert.Equal(new DecodeError(DecodeErrorKind.CompactOutOfRange, 8, "Points[1].Y"), error);
        Assert.Equal("Points[1].Y at offset 8: compact integer out of range", error.ToString());
    }

    [Fact]
    public void Count_above_the_limit_fails_before_any_element_is_read()
    {
        byte[] bytes = [0, (Sample.Max + 1) << 2];
        Assert.False(Scale.TryDecode<Sample>(bytes, out _, out var error));
        Assert.Equal(new DecodeError(DecodeErrorKind.TooManyElements, 1, "Content"), error);
    }

    [Fact]
    public void Encoding_above_the_limit_throws_with_the_field()
    {
        var exception = Assert.Throws<ScaleLimitException>(() => Scale.Encode(Full with { Hashes = ScaleList.Own(new Hash32[Sample.Max + 1]) }));
        Assert.Equal(("Hashes", Sample.Max + 1, Sample.Max), (exception.Field, exception.Count, exception.Limit));
    }

    [Fact]
    public void Nesting_stops_at_its_limit_in_both_directions()
    {
        var deepest = Links.Chain(ScaleReader.MessageNesting);
        byte[] bytes = Scale.Encode(deepest);
        Assert.Equal(deepest, Scale.Decode<Links>(bytes));
        Assert.Throws<ScaleLimitException>(() => Scale.Encode(Links.Chain(ScaleReader.MessageNesting + 1)));
        byte[] deeper = [.. Enumerable.Repeat((byte)4, 100_000), 0];
        Assert.False(Scale.TryDecode<Links>(deeper, out _, out var error));
        Assert.Equal(DecodeErrorKind.NestedTooDeep, error.Kind);
    }

    [Fact]
    public void Count_without_bytes_behind_it_reserves_no_memory()
    {
        var writer = new ScaleWriter(16);
        writer.C32(Scale.DefaultLimit);
        byte[] bytes = [.. writer.Written, 0, 0];
        writer.Dispose();
        Read(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Read(bytes);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);

        static void Read(byte[] bytes)
        {
            Assert.False(Scale.TryDecodeList<SamplePoint>(bytes, out _, out _));
            var ids = new ScaleReader(bytes);
            Assert.True(ids.FixedList<Hash32>(Scale.DefaultLimit, "ids").IsEmpty && ids.Failed);
            var strings = new ScaleReader(bytes);
            Assert.True(strings.BytesList(Scale.DefaultLimit, 1, "strings").IsEmpty && strings.Failed);
        }
    }

    [Fact]
    public void Bare_list_ignores_what_follows_it()
    {
        ScaleList<SamplePoint> points = [new(1, 2), new(3, 4)];
        byte[] bytes = Scale.EncodeList(points);
        Assert.True(Scale.TryDecodeList<SamplePoint>([.. bytes, 9, 9], out var decoded, out _));
        Assert.Equal(points, decoded);
    }

    [Fact]
    public void After_a_failure_every_read_gives_zero_and_the_first_error_stays()
    {
        var reader = new ScaleReader([1]);
        Assert.Equal(0u, reader.C32("first"));
        var error = reader.Error;
        Assert.Equal(0UL, reader.C64("second"));
        Assert.False(reader.Bool("third"));
        Assert.Null(reader.OptionalFixed<Hash32>("fourth"));
        Assert.True(reader.Bytes(10, "fifth").IsEmpty);
        Assert.Equal(error, reader.Error);
        Assert.Equal("first", error.Field);
        Assert.False(reader.EndedBeforeC64);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(255, false)]
    public void Only_tag_one_means_present(byte tag, bool present)
    {
        var reader = new ScaleReader([tag, 4]);
        Assert.Equal(present ? 1UL : null, reader.OptionalC64("option"));
        Assert.Equal(present ? 2 : 1, reader.Consumed);
    }

    [Fact]
    public void Decode_of_damaged_own_data_throws_with_type_and_field()
    {
        var exception = Assert.Throws<DecodeException>(() => Scale.Decode<Sample>([]));
        Assert.Contains("Sample: Number at offset 0", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_texts_and_strings_compare_by_content()
    {
        ScaleList<int> one = [1, 2];
        Assert.Equal(one, new[] { 1, 2 }.ToScaleList());
        Assert.NotEqual(one, [1, 3]);
        Assert.Equal(ScaleList<int>.Empty, []);
        Assert.Equal((ScaleText)"ab", new ScaleText(new byte[] { 97, 98 }));
        Assert.Equal("a\uFFFD", new ScaleText(new byte[] { 97, 0xff }).ToString());
        Assert.Equal(ScaleBytes.Empty, ScaleBytes.Copy([]));
    }

    private static Hash32 Filled(byte value)
    {
        var bytes = default(Bytes32);
        ((Span<byte>)bytes).Fill(value);
        return new Hash32(bytes);
    }
}
