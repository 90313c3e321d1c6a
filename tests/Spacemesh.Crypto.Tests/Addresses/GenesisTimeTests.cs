using Spacemesh.Crypto.Addresses;

namespace Spacemesh.Crypto.Tests.Addresses;

public sealed class GenesisTimeTests
{
    [Fact]
    public void Every_day_of_ten_thousand_years_agrees_with_the_calendar_of_the_runtime()
    {
        for (var day = new DateTime(1, 1, 1, 0, 0, 0, DateTimeKind.Utc); day.Year < 9999; day = day.AddDays(13))
        {
            string text = day.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
            var time = GenesisTime.Parse(text);
            Assert.Equal(new DateTimeOffset(day).ToUnixTimeSeconds(), time.UnixSeconds);
            Assert.Equal(text, time.ToString());
        }
    }

    [Theory]
    [InlineData("1969-12-31T23:59:58.5Z", -2, "1969-12-31T23:59:58.5Z")]
    [InlineData("2024-01-01T00:00:00,25+02:30", 1704058200, "2024-01-01T00:00:00.25+02:30")]
    [InlineData("2024-01-01T00:00:00.1234567891-11:00", 1704106800, "2024-01-01T00:00:00.123456789-11:00")]
    [InlineData("0000-02-29T00:00:00Z", -62162121600, "0000-02-29T00:00:00Z")]
    public void Fractions_offsets_and_year_zero(string text, long seconds, string printed)
    {
        var time = GenesisTime.Parse(text);
        Assert.Equal(seconds, time.UnixSeconds);
        Assert.Equal(printed, time.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("2024")]
    [InlineData("2024-01-01T00:00:60Z")]
    [InlineData("2024-13-01T00:00:00Z")]
    [InlineData("2023-02-29T00:00:00Z")]
    [InlineData("2024-00-01T00:00:00Z")]
    [InlineData("2024-01-00T00:00:00Z")]
    [InlineData("2024-01-01T24:00:00Z")]
    [InlineData("2024-01-01T00:00:00Zx")]
    [InlineData("2024-01-01T00:00:00.Z")]
    [InlineData("2024-01-01T00:00:00+25:00")]
    [InlineData("2024-01-01T00:00:00*01:00")]
    [InlineData("\u20ac024-01-01T00:00:00Z")]
    public void Impossible_times_are_refused_with_a_text(string text)
    {
        Assert.False(GenesisTime.TryParse(text, out _, out string error));
        Assert.StartsWith("parsing time \"", error, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => GenesisTime.Parse(text));
    }

    [Fact]
    public void Unset_extra_data_is_refused() => Assert.Equal("wait until genesis-extra-data is available", Genesis.Validate(""));
}
