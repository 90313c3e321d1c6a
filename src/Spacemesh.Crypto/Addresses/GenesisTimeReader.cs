using System.Globalization;
using System.Text;

namespace Spacemesh.Crypto.Addresses;

/// <summary>Reads RFC 3339 with the freedoms and the error texts that users of the reference know (spec 01 §5.4).</summary>
internal ref struct GenesisTimeReader(string text)
{
    private const string Layout = "2006-01-02T15:04:05Z07:00";
    private const int NanosecondDigits = 9;

    // Bytes, one a character: the texts quote bytes.
    private readonly string _text = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
    private int _at;

    public string Error { get; private set; } = "";

    private readonly ReadOnlySpan<char> Rest => _text.AsSpan(_at);

    public bool TryRead(out GenesisTime time)
    {
        time = default;
        if (!Number(4, fixedWidth: true, "2006", "", int.MinValue, int.MaxValue, out int year)
            || !Literal('-')
            || !Number(2, fixedWidth: true, "01", "month", 1, 12, out int month)
            || !Literal('-')
            || !Number(2, fixedWidth: true, "02", "", int.MinValue, int.MaxValue, out int day)
            || !Literal('T')
            || !Number(2, fixedWidth: false, "15", "hour", 0, 23, out int hour)
            || !Literal(':')
            || !Number(2, fixedWidth: true, "04", "minute", 0, 59, out int minute)
            || !Literal(':')
            || !Number(2, fixedWidth: true, "05", "second", 0, 59, out int second))
            return false;
        int nanoseconds = Fraction();
        if (!Zone(out int offset))
            return false;
        if (!Rest.IsEmpty)
            return Fail($": extra text: {Quote(Rest)}");
        if (day < 1 || day > ProlepticCalendar.DaysIn(year, month))
            return Fail(": day out of range");
        long seconds = (ProlepticCalendar.DaysOf(year, month, day) * 86_400) + (hour * 3600) + (minute * 60) + second - offset;
        time = new GenesisTime(seconds, nanoseconds, offset);
        return true;
    }

    private bool Literal(char character)
    {
        if (Rest.IsEmpty || Rest[0] != character)
            return Unreadable(character.ToString());
        _at++;
        return true;
    }

    /// <summary>A number of <paramref name="digits"/> digits; without a fixed width one digit will do.</summary>
    private bool Number(int digits, bool fixedWidth, string element, string name, int least, int most, out int number)
    {
        number = 0;
        int count = 0;
        while (count < digits && count < Rest.Length && char.IsAsciiDigit(Rest[count]))
            count++;
        if (count == 0 || (fixedWidth && count < digits))
            return Unreadable(element);
        number = int.Parse(Rest[..count], NumberStyles.None, CultureInfo.InvariantCulture);
        if (number < least || number > most)
            return Fail($": {name} out of range");
        _at += count;
        return true;
    }

    /// <summary>Digits behind a point or comma; those beyond nanoseconds are dropped.</summary>
    private int Fraction()
    {
        if (Rest.Length < 2 || Rest[0] is not ('.' or ',') || !char.IsAsciiDigit(Rest[1]))
            return 0;
        int end = 1;
        int nanoseconds = 0;
        for (; end < Rest.Length && char.IsAsciiDigit(Rest[end]); end++)
        {
            if (end <= NanosecondDigits)
                nanoseconds = (nanoseconds * 10) + (Rest[end] - '0');
        }

        for (int digits = end - 1; digits < NanosecondDigits; digits++)
            nanoseconds *= 10;
        _at += end;
        return nanoseconds;
    }

    private bool Zone(out int offset)
    {
        const string Element = "Z07:00";
        offset = 0;
        if (!Rest.IsEmpty && Rest[0] == 'Z')
        {
            _at++;
            return true;
        }

        if (Rest.Length < Element.Length || Rest[3] != ':' || !TwoDigits(Rest[1..3], out int hours) || !TwoDigits(Rest[4..6], out int minutes))
            return Unreadable(Element);
        if (hours > 24)
            return Fail(": time zone offset hour out of range");
        if (minutes > 60)
            return Fail(": time zone offset minute out of range");
        if (Rest[0] is not ('+' or '-'))
            return Unreadable(Element);
        offset = ((hours * 60) + minutes) * 60 * (Rest[0] == '-' ? -1 : 1);
        _at += Element.Length;
        return true;
    }

    private static bool TwoDigits(ReadOnlySpan<char> digits, out int number)
    {
        bool read = char.IsAsciiDigit(digits[0]) && char.IsAsciiDigit(digits[1]);
        number = read ? ((digits[0] - '0') * 10) + digits[1] - '0' : 0;
        return read;
    }

    private bool Unreadable(string element) => Fail($" as \"{Layout}\": cannot parse {Quote(Rest)} as {Quote(element)}");

    private bool Fail(string reason)
    {
        Error = $"parsing time {Quote(_text)}{reason}";
        return false;
    }

    private static string Quote(ReadOnlySpan<char> bytes)
    {
        var quoted = new StringBuilder("\"");
        foreach (char character in bytes)
        {
            if (character is '"' or '\\')
                quoted.Append('\\').Append(character);
            else if (character is < ' ' or > '\x7f')
                quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}");
            else
                quoted.Append(character);
        }

        return quoted.Append('"').ToString();
    }
}
