
namespace Spacemesh.Codec.Tests;

public sealed class CompactIntegerTests
{
    public static TheoryData<ulong, string> Encodings => new()
    {
        { 0, "00" }, { 63, "fc" }, { 64, "0101" }, { 255, "fd03" }, { 16383, "fdff" }, { 16384, "02000100" }, { (1 << 30) - 1, "feffffff" },
        { 1 << 30, "0300000040" }, { 1UL << 32, "070000000001" }, { 1UL << 56, "130000000000000001" }, { ulong.MaxValue, "13ffffffffffffffff" },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void C64_takes_its_shortest_form(ulong value, string expected)
    {
        var writer = new ScaleWriter(stackalloc byte[0]);
        writer.C64(value);
        Assert.Equal(expected, Convert.ToHexStringLower(writer.Written));
        writer.Dispose();
        var reader = new ScaleReader(Convert.FromHexString(expected));
        Assert.Equal(value, reader.C64("value"));
        Assert.False(reader.Failed);
        Assert.Equal(expected.Length / 2, reader.Consumed);
    }

    [Fact]
    public void Every_width_reads_back_what_was_written()
    {
        var writer = new ScaleWriter(16);
        for (int bit = 0; bit < 64; bit++)
        {
            ulong value = (1UL << bit) + (ulong)(bit * 3);
            writer.C8(unchecked((byte)value));
            writer.C16(unchecked((ushort)value));
            writer.C32(unchecked((uint)value));
            writer.C64(value);
        }

        var reader = new ScaleReader(writer.Written);
        for (int bit = 0; bit < 64; bit++)
        {
            ulong value = (1UL << bit) + (ulong)(bit * 3);
            Assert.Equal(unchecked((byte)value), reader.C8("c8"));
            Assert.Equal(unchecked((ushort)value), reader.C16("c16"));
            Assert.Equal(unchecked((uint)value), reader.C32("c32"));
            Assert.Equal(value, reader.C64("c64"));
        }

        Assert.False(reader.Failed, reader.Error.ToString());
        Assert.Equal(writer.Length, reader.Consumed);
        writer.Dispose();
    }

    // spec 01 §1.7
    [Theory]
    [InlineData(8, "03 02 01 fd07 fd00 0104 821a0600")]
    [InlineData(16, "03 02 01 0100 feff0000 feff0400 fd00 821a0600 170000000001")]
    [InlineData(32, "03 02 01 0100 feff0000 030000000000 07ffffffffffff fd00 070000000001")]
    [InlineData(64, "03 02 01 0100 feff0000 030000000000 23ffffffffffff ff")]
    public void Foreign_forms_are_refused(int width, string inputs)
    {
        foreach (string input in inputs.Split(' '))
        {
            var reader = new ScaleReader(Convert.FromHexString(input));
            _ = width switch { 8 => reader.C8("v"), 16 => reader.C16("v"), 32 => reader.C32("v"), _ => reader.C64("v") };
            Assert.True(reader.Failed, $"c{width} {input}");
        }
    }

    [Fact]
    public void Long_c64_is_accepted_and_written_short()
    {
        var reader = new ScaleReader(Convert.FromHexString("1300000040" + "00000000"));
        Assert.Equal(1UL << 30, reader.C64("value"));
        Assert.False(reader.Failed);
    }
}
