using System.Globalization;
using System.Text;

namespace Spacemesh.Config.Json;

/// <summary>
/// Reads a configuration file: one JSON object, the last of equal keys counts. Values are null, <see cref="bool"/>,
/// <see cref="string"/>, <see cref="JsonNumber"/>, lists and dictionaries. Errors read as operators know them (spec 09b §3.2).
/// </summary>
internal ref struct JsonText
{
    private const int DeepestNesting = 100;

    private readonly ReadOnlySpan<char> _text;
    private int _position;

    private JsonText(ReadOnlySpan<char> text) => _text = text;

    /// <exception cref="JsonSyntaxException">The text is not one JSON object.</exception>
    public static Dictionary<string, object?> ParseObject(ReadOnlySpan<char> text) => AsObject(ParseValue(text));

    /// <summary>The object at the begin of a text, whatever follows it.</summary>
    /// <exception cref="JsonSyntaxException">There is none.</exception>
    public static Dictionary<string, object?> ParseLeadingObject(ReadOnlySpan<char> text) =>
        AsObject(new JsonText(text).Value("looking for beginning of value", 0));

    /// <summary>Any one value, as flags take it.</summary>
    /// <exception cref="JsonSyntaxException">The text is not one JSON value.</exception>
    public static object? ParseValue(ReadOnlySpan<char> text)
    {
        var parser = new JsonText(text);
        var value = parser.Value("looking for beginning of value", 0);
        return parser.Peek() is { } extra ? throw Invalid(extra, "after top-level value") : value;
    }

    private static Dictionary<string, object?> AsObject(object? value) => value as Dictionary<string, object?>
        ?? throw new JsonSyntaxException($"json: cannot unmarshal {Name(value)} into Go value of type map[string]interface {{}}");

    private static string Name(object? value) => value switch
    {
        List<object?> => "array",
        string => "string",
        bool => "bool",
        JsonNumber => "number",
        _ => "null",
    };

    private static JsonSyntaxException Invalid(char character, string context) => new($"invalid character {Quoted(character)} {context}");

    private static JsonSyntaxException Ended() => new("unexpected end of JSON input");

    private static string Quoted(char character) => character switch
    {
        '\'' => @"'\''",
        '"' => "'\"'",
        '\n' => @"'\n'",
        '\r' => @"'\r'",
        '\t' => @"'\t'",
        < ' ' => string.Create(CultureInfo.InvariantCulture, $@"'\x{(int)character:x2}'"),
        _ => $"'{character}'",
    };

    /// <summary>The next character that is no blank, without taking it; null at the end.</summary>
    private char? Peek()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\t' or '\r' or '\n')
            _position++;
        return _position < _text.Length ? _text[_position] : null;
    }

    private object? Value(string context, int depth)
    {
        if (depth > DeepestNesting)
            throw new JsonSyntaxException("exceeded max depth");
        return (Peek() ?? throw Ended()) switch
        {
            '{' => Object(depth),
            '[' => List(depth),
            '"' => Text(),
            't' => Literal("true", value: true),
            'f' => Literal("false", value: false),
            'n' => Literal("null", value: null),
            '-' or (>= '0' and <= '9') => Number(),
            var other => throw Invalid(other, context),
        };
    }

    private Dictionary<string, object?> Object(int depth)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        _position++;
        if (Peek() == '}')
        {
            _position++;
            return members;
        }

        while (true)
        {
            char quote = Peek() ?? throw Ended();
            if (quote != '"')
                throw Invalid(quote, "looking for beginning of object key string");
            string key = Text();
            char colon = Peek() ?? throw Ended();
            if (colon != ':')
                throw Invalid(colon, "after object key");
            _position++;
            members[key] = Value("looking for beginning of value", depth + 1);
            char next = Peek() ?? throw Ended();
            _position++;
            if (next == '}')
                return members;
            if (next != ',')
                throw Invalid(next, "after object key:value pair");
        }
    }

    private List<object?> List(int depth)
    {
        var items = new List<object?>();
        _position++;
        if (Peek() == ']')
        {
            _position++;
            return items;
        }

        while (true)
        {
            items.Add(Value("looking for beginning of value", depth + 1));
            char next = Peek() ?? throw Ended();
            _position++;
            if (next == ']')
                return items;
            if (next != ',')
                throw Invalid(next, "after array element");
        }
    }

    private object? Literal(string word, object? value)
    {
        for (int i = 1; i < word.Length; i++)
        {
            if (_position + i >= _text.Length)
                throw Ended();
            if (_text[_position + i] != word[i])
                throw Invalid(_text[_position + i], $"in literal {word} (expecting '{word[i]}')");
        }

        _position += word.Length;
        return value;
    }

    private JsonNumber Number()
    {
        int start = _position;
        if (_text[_position] == '-')
            _position++;
        char first = Digit("in numeric literal");
        _position++;
        if (first != '0')
            Digits();
        if (_position < _text.Length && _text[_position] == '.')
        {
            _position++;
            Digit("after decimal point in numeric literal");
            Digits();
        }

        if (_position < _text.Length && _text[_position] is 'e' or 'E')
        {
            _position++;
            if (_position < _text.Length && _text[_position] is '+' or '-')
                _position++;
            Digit("in exponent of numeric literal");
            Digits();
        }

        return new JsonNumber(_text[start.._position].ToString());
    }

    private readonly char Digit(string context)
    {
        if (_position >= _text.Length)
            throw Ended();
        return _text[_position] is >= '0' and <= '9' and var digit ? digit : throw Invalid(_text[_position], context);
    }

    private void Digits()
    {
        while (_position < _text.Length && _text[_position] is >= '0' and <= '9')
            _position++;
    }

    private string Text()
    {
        var text = new StringBuilder();
        _position++;
        while (true)
        {
            if (_position >= _text.Length)
                throw Ended();
            char character = _text[_position++];
            switch (character)
            {
                case '"':
                    return text.ToString();
                case < ' ':
                    throw Invalid(character, "in string literal");
                case '\\':
                    text.Append(Escaped());
                    break;
                default:
                    text.Append(character);
                    break;
            }
        }
    }

    private char Escaped()
    {
        if (_position >= _text.Length)
            throw Ended();
        char code = _text[_position++];
        if (code != 'u')
        {
            return code switch
            {
                '"' or '\\' or '/' => code,
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                _ => throw Invalid(code, "in string escape code"),
            };
        }

        int value = 0;
        for (int i = 0; i < 4; i++)
        {
            if (_position >= _text.Length)
                throw Ended();
            char digit = _text[_position++];
            if (!char.IsAsciiHexDigit(digit))
                throw Invalid(digit, @"in \u hexadecimal character escape");
            value = (value * 16) + Convert.ToInt32(digit.ToString(), 16);
        }

        return (char)value;
    }
}
