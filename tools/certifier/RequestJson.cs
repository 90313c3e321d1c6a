using System.Globalization;
using System.Text;

namespace Spacemesh.Tools.Certifier;

/// <summary>
/// A strict reader of small JSON bodies that names field, line and column of what it refuses, in the words users know from the
/// reference (spec 02 §11). Objects may be given as arrays of their fields; nesting of skipped values is bounded by the body's size limit.
/// </summary>
internal ref struct RequestJson
{
    private const int MaxNesting = 128;

    private readonly ReadOnlySpan<byte> _text;
    private readonly List<string> _path;
    private int _at;

    public RequestJson(ReadOnlySpan<byte> text)
    {
        _text = text;
        _path = [];
    }

    /// <summary>Reads one field's value.</summary>
    public delegate void FieldReader(ref RequestJson json, int field);

    /// <summary>An object with exactly these fields, and others that are skipped.</summary>
    public void Struct(string name, string[] fields, FieldReader read)
    {
        byte first = Peek();
        if (first == '[')
        {
            Sequence(name, fields, read);
            return;
        }

        if (first != '{')
            throw WrongType($"struct {name}");
        _at++;
        var seen = new bool[fields.Length];
        for (bool any = false; ; any = true)
        {
            SkipSpace();
            if (AtEnd)
                throw Syntax("EOF while parsing an object", _at);
            if (Current == '}')
                break;
            if (any)
                Expect(',', "expected `,` or `}`");
            SkipSpace();
            if (AtEnd)
                throw Syntax("EOF while parsing an object", _at);
            if (Current != '"')
                throw Syntax(Current == '}' ? "trailing comma" : "key must be a string", _at + 1);
            string key = String();
            int field = Array.IndexOf(fields, key);
            if (field >= 0 && seen[field])
                throw Data($"duplicate field `{key}`");
            SkipSpace();
            if (AtEnd)
                throw Syntax("EOF while parsing an object", _at);
            Expect(':', "expected `:`");
            if (field < 0)
            {
                SkipValue(0);
                continue;
            }

            seen[field] = true;
            _path.Add(_path.Count == 0 ? key : "." + key);
            read(ref this, field);
            _path.RemoveAt(_path.Count - 1);
        }

        _at++;
        int missing = Array.IndexOf(seen, false);
        if (missing >= 0)
            throw Data($"missing field `{fields[missing]}`");
    }

    public ulong Unsigned(string type, ulong most)
    {
        byte first = Peek();
        if (first != '-' && !char.IsAsciiDigit((char)first))
            throw WrongType(type);
        string number = Number(out bool real);
        if (real)
            throw Data($"invalid type: floating point `{number}`, expected {type}");
        if (ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) && value <= most)
            return value;
        throw Data($"invalid value: integer `{number}`, expected {type}");
    }

    /// <summary>Standard base64, padded or not.</summary>
    public byte[] Base64()
    {
        if (Peek() != '"')
            throw WrongType("a base64 encoded string");
        string text = String();
        string bare = text.TrimEnd('=');
        int bad = bare.AsSpan().IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
        if (bad >= 0)
            throw Data($"Invalid symbol {(int)bare[bad]}, offset {bad}.");
        if (bare.Length % 4 == 1)
            throw Data($"Invalid input length: {bare.Length}");
        return Convert.FromBase64String(bare.PadRight((bare.Length + 3) / 4 * 4, '='));
    }

    public byte[] Bytes32()
    {
        var bytes = Base64();
        return bytes.Length == 32 ? bytes : throw Data($"Can't convert a Byte Vector of length {bytes.Length} to the output type.");
    }

    private readonly bool AtEnd => _at >= _text.Length;

    private readonly byte Current => _text[_at];

    private void Sequence(string name, string[] fields, FieldReader read)
    {
        _at++;
        for (int field = 0; field < fields.Length; field++)
        {
            SkipSpace();
            if (AtEnd)
                throw Syntax("EOF while parsing a list", _at);
            if (Current == ']')
            {
                _at++;
                throw Data($"invalid length {field}, expected struct {name} with {fields.Length} elements");
            }

            if (field > 0)
                Expect(',', "expected `,` or `]`");
            _path.Add($"[{field}]");
            read(ref this, field);
            _path.RemoveAt(_path.Count - 1);
        }

        SkipSpace();
        if (AtEnd)
            throw Syntax("EOF while parsing a list", _at);
        if (Current != ']')
            throw Syntax("trailing characters", _at + 1);
        _at++;
    }

    /// <summary>The value that is there instead of the expected one.</summary>
    private JsonRefusedException WrongType(string expected)
    {
        byte first = Peek();
        switch ((char)first)
        {
            case '"':
                return Data($"invalid type: string \"{String()}\", expected {expected}");
            case 'n':
                Word("null");
                return Data($"invalid type: null, expected {expected}");
            case 't':
                Word("true");
                return Data($"invalid type: boolean `true`, expected {expected}");
            case 'f':
                Word("false");
                return Data($"invalid type: boolean `false`, expected {expected}");
            case '{':
                return Data($"invalid type: map, expected {expected}");
            case '[':
                return Data($"invalid type: sequence, expected {expected}");
            case '-' or (>= '0' and <= '9'):
                string number = Number(out bool real);
                return Data($"invalid type: {(real ? "floating point" : "integer")} `{number}`, expected {expected}");
            default:
                return Syntax("expected value", _at + 1);
        }
    }

    private byte Peek()
    {
        SkipSpace();
        return AtEnd ? throw Syntax("EOF while parsing a value", _at) : Current;
    }

    private void SkipSpace()
    {
        while (!AtEnd && Current is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            _at++;
    }

    private void Expect(char expected, string otherwise)
    {
        if (Current != expected)
            throw Syntax(otherwise, _at + 1);
        _at++;
    }

    private void Word(string word)
    {
        foreach (char letter in word)
        {
            if (AtEnd)
                throw Syntax("EOF while parsing a value", _at);
            if (Current != letter)
                throw Syntax("expected ident", _at + 1);
            _at++;
        }
    }

    private string Number(out bool real)
    {
        int start = _at;
        while (!AtEnd && (char.IsAsciiDigit((char)Current) || Current is (byte)'-' or (byte)'+' or (byte)'.' or (byte)'e' or (byte)'E'))
            _at++;
        string number = Encoding.ASCII.GetString(_text[start.._at]);
        real = number.AsSpan().IndexOfAny(".eE") >= 0;
        string digits = number.TrimStart('-');
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _) || (digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1])))
            throw Syntax("invalid number", Math.Min(start + 2, _text.Length));
        return number;
    }

    private string String()
    {
        _at++;
        var text = new StringBuilder();
        int plain = _at;
        while (true)
        {
            if (AtEnd)
                throw Syntax("EOF while parsing a string", _at);
            if (Current is not ((byte)'"' or (byte)'\\'))
            {
                if (Current < 0x20)
                    throw Syntax("control character (\\u0000-\\u001F) found while parsing a string", _at + 1);
                _at++;
                continue;
            }

            text.Append(Encoding.UTF8.GetString(_text[plain.._at]));
            if (Current == '"')
            {
                _at++;
                return text.ToString();
            }

            Escape(text);
            plain = _at;
        }
    }

    private void Escape(StringBuilder text)
    {
        if (_at + 1 >= _text.Length)
            throw Syntax("EOF while parsing a string", _text.Length);
        char escaped = (char)_text[_at + 1];
        _at += 2;
        if (escaped == 'u')
        {
            if (_at + 4 > _text.Length || !ushort.TryParse(Encoding.ASCII.GetString(_text.Slice(_at, 4)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
                throw Syntax("invalid escape", _at);
            _at += 4;
            text.Append((char)unit);
            return;
        }

        int known = "\"\\/bfnrt".IndexOf(escaped);
        text.Append(known >= 0 ? "\"\\/\b\f\n\r\t"[known] : throw Syntax("invalid escape", _at));
    }

    private void SkipValue(int nesting)
    {
        if (nesting > MaxNesting)
            throw Syntax("recursion limit exceeded", _at + 1);
        byte first = Peek();
        if (first == '"')
            String();
        else if (first is (byte)'{' or (byte)'[')
            SkipMembers(first == '{', nesting);
        else if (first is (byte)'n' or (byte)'t' or (byte)'f')
            Word(first == 'n' ? "null" : first == 't' ? "true" : "false");
        else if (first == '-' || char.IsAsciiDigit((char)first))
            Number(out _);
        else
            throw Syntax("expected value", _at + 1);
    }

    private void SkipMembers(bool isObject, int nesting)
    {
        char end = isObject ? '}' : ']';
        _at++;
        for (bool any = false; ; any = true)
        {
            SkipSpace();
            if (AtEnd)
                throw Syntax(isObject ? "EOF while parsing an object" : "EOF while parsing a list", _at);
            if (Current == end)
                break;
            if (any)
                Expect(',', $"expected `,` or `{end}`");
            if (isObject)
            {
                if (Peek() != '"')
                    throw Syntax("key must be a string", _at + 1);
                String();
                if (Peek() != ':')
                    throw Syntax("expected `:`", _at + 1);
                _at++;
            }

            SkipValue(nesting + 1);
        }

        _at++;
    }

    private readonly JsonRefusedException Syntax(string text, int column) => new($"{text}{Position(column)}", isSyntax: true);

    private readonly JsonRefusedException Data(string text) =>
        new($"{(_path.Count == 0 ? "" : string.Concat(_path) + ": ")}{text}{Position(_at)}", isSyntax: false);

    private readonly string Position(int at)
    {
        var before = _text[..Math.Min(at, _text.Length)];
        int line = before.Count((byte)'\n') + 1;
        return string.Create(CultureInfo.InvariantCulture, $" at line {line} column {at - (before.LastIndexOf((byte)'\n') + 1)}");
    }
}
