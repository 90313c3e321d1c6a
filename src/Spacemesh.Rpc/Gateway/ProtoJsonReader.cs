using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Spacemesh.Rpc.Gateway;

/// <summary>
/// Reads protobuf messages from JSON as the reference's gateway does (spec 09a §3.2): names in either spelling, unknown fields and enum names ignored,
/// integers as numbers or strings, base64 in either alphabet. Errors are <see cref="RpcException"/> InvalidArgument with line and column.
/// </summary>
public ref struct ProtoJsonReader
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly TypeRegistry? _types;
    private Utf8JsonReader _reader;

    private ProtoJsonReader(ReadOnlySpan<byte> json, TypeRegistry? types)
    {
        _json = json;
        _types = types;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonBody.DeepestValue });
    }

    /// <summary>Merges the first JSON value of <paramref name="body"/> into a fresh message; an empty body changes nothing.</summary>
    public static void Read(ReadOnlySpan<byte> body, IMessage target, TypeRegistry? types = null)
    {
        var value = JsonBody.FirstValue(body);
        if (value.IsEmpty)
            return;
        var reader = new ProtoJsonReader(value, types);
        reader._reader.Read();
        reader.ReadMessage(target);
    }

    /// <summary>Merges a body that is one field of the message (an annotation's <c>body: "field"</c>).</summary>
    internal static void ReadField(ReadOnlySpan<byte> body, IMessage target, FieldDescriptor field, TypeRegistry? types)
    {
        var value = JsonBody.FirstValue(body);
        if (value.IsEmpty)
            return;
        var reader = new ProtoJsonReader(value, types);
        reader._reader.Read();
        if (reader._reader.TokenType != JsonTokenType.Null)
            reader.ReadFieldValue(target, field);
    }

    private void ReadMessage(IMessage message)
    {
        if (message.Descriptor.File.Package == "google.protobuf" && WellKnownJson.HasOwnForm(message.Descriptor))
        {
            ReadWellKnown(message);
            return;
        }

        if (_reader.TokenType != JsonTokenType.StartObject)
            throw Unexpected();
        ReadMembers(message, skipType: false);
    }

    private void ReadMembers(IMessage message, bool skipType)
    {
        var seen = new HashSet<int>();
        var oneofs = new HashSet<OneofDescriptor>();
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = _reader;
            string key = Text();
            _reader.Read();
            if (FieldNames.Find(message.Descriptor, key) is not { } field || (skipType && key == "@type"))
            {
                _reader.Skip();
                continue;
            }

            if (!seen.Add(field.FieldNumber))
                throw Error(name, $"duplicate field {Raw(name)}");
            if (_reader.TokenType == JsonTokenType.Null && !TakesNull(field))
                continue;
            if (field.RealContainingOneof is { } oneof && !oneofs.Add(oneof))
                throw Error(name, $"error parsing {Raw(name)}, oneof {oneof.FullName} is already set");
            ReadFieldValue(message, field);
        }
    }

    private void ReadFieldValue(IMessage message, FieldDescriptor field)
    {
        if (field.IsMap)
            ReadMap((IDictionary)field.Accessor.GetValue(message), field);
        else if (field.IsRepeated)
            ReadList((IList)field.Accessor.GetValue(message), field);
        else if (ReadSingle(field) is { } value)
            field.Accessor.SetValue(message, value);
    }

    private void ReadList(IList list, FieldDescriptor field)
    {
        if (_reader.TokenType != JsonTokenType.StartArray)
            throw Unexpected();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (_reader.TokenType == JsonTokenType.Null && !TakesNull(field))
                throw Unexpected();
            if (ReadSingle(field) is { } value)
                list.Add(value);
        }
    }

    private void ReadMap(IDictionary map, FieldDescriptor field)
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
            throw Unexpected();
        var keyField = field.MessageType.FindFieldByNumber(1);
        var valueField = field.MessageType.FindFieldByNumber(2);
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = _reader;
            object key = ProtoJsonScalar.TryKey(keyField, Text(), out object? parsed)
                ? parsed
                : throw Error(name, $"invalid value for {ProtoJsonScalar.KindOf(keyField)} key: {Raw(name)}");
            _reader.Read();
            if (map.Contains(key))
                throw Error(name, $"duplicate map key {Raw(name)}");
            if (_reader.TokenType == JsonTokenType.Null && !TakesNull(valueField))
                throw Unexpected();
            if (ReadSingle(valueField) is { } value)
                map.Add(key, value);
        }
    }

    /// <summary>A scalar, enum or message; null for an enum name that is not known.</summary>
    private object? ReadSingle(FieldDescriptor field)
    {
        if (field.FieldType is FieldType.Message or FieldType.Group)
        {
            var message = field.MessageType.Parser.ParseFrom(ReadOnlySpan<byte>.Empty.ToArray());
            ReadMessage(message);
            if (!WellKnownJson.IsWrapper(field.MessageType))
                return message;

            // C# properties of wrapper types hold the bare value.
            return field.MessageType.FindFieldByNumber(1).Accessor.GetValue(message);
        }

        string? text = _reader.TokenType switch
        {
            JsonTokenType.String => Text(),
            JsonTokenType.Number => Encoding.ASCII.GetString(_reader.ValueSpan),
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            JsonTokenType.Null => null,
            _ => throw Unexpected(),
        };
        return ProtoJsonScalar.TryParse(field, _reader.TokenType, text, out object? value)
            ? value
            : throw Error(_reader, $"invalid value for {ProtoJsonScalar.KindOf(field)} field {field.JsonName}: {Raw(_reader)}");
    }

    private void ReadWellKnown(IMessage message)
    {
        switch (message)
        {
            case Timestamp timestamp:
                timestamp.MergeFrom(WellKnownJson.TryParse(StringValue("google.protobuf.Timestamp"), out Timestamp time) ? time : throw Invalid("google.protobuf.Timestamp"));
                break;
            case Duration duration:
                duration.MergeFrom(WellKnownJson.TryParse(StringValue("google.protobuf.Duration"), out Duration span) ? span : throw Invalid("google.protobuf.Duration"));
                break;
            case FieldMask mask:
                string paths = StringValue("google.protobuf.FieldMask");
                mask.Paths.AddRange(paths.Length == 0 ? [] : paths.Split(',').Select(WellKnownJson.SnakeCase));
                break;
            case Empty:
                if (_reader.TokenType != JsonTokenType.StartObject)
                    throw Unexpected();
                _reader.Skip();
                break;
            case Any any:
                ReadAny(any);
                break;
            case Struct fields:
                ReadMap(fields.Fields, Struct.Descriptor.FindFieldByNumber(Struct.FieldsFieldNumber));
                break;
            case ListValue list:
                ReadList(list.Values, ListValue.Descriptor.FindFieldByNumber(ListValue.ValuesFieldNumber));
                break;
            case Value value:
                ReadDynamic(value);
                break;
            default:
                var field = message.Descriptor.FindFieldByNumber(1);
                if (ReadSingle(field) is { } wrapped)
                    field.Accessor.SetValue(message, wrapped);
                break;
        }
    }

    private void ReadDynamic(Value value)
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.Null:
                value.NullValue = NullValue.NullValue;
                break;
            case JsonTokenType.True or JsonTokenType.False:
                value.BoolValue = _reader.GetBoolean();
                break;
            case JsonTokenType.Number:
                value.NumberValue = _reader.TryGetDouble(out double number) && double.IsFinite(number) ? number : throw Invalid("google.protobuf.Value");
                break;
            case JsonTokenType.String:
                value.StringValue = Text();
                break;
            case JsonTokenType.StartObject:
                value.StructValue = new Struct();
                ReadMessage(value.StructValue);
                break;
            default:
                value.ListValue = new ListValue();
                ReadMessage(value.ListValue);
                break;
        }
    }

    private void ReadAny(Any any)
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
            throw Unexpected();
        var start = _reader;
        string? url = null;
        bool empty = true;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            empty = false;
            bool isType = _reader.ValueTextEquals("@type"u8);
            _reader.Read();
            if (isType)
                url = _reader.TokenType == JsonTokenType.String ? Text() : throw Unexpected();
            else
                _reader.Skip();
        }

        if (empty)
            return;
        if (url is null)
            throw Error(start, "missing \"@type\" field");
        var type = _types?.Find(Any.GetTypeName(url)) ?? throw Error(start, $"unable to resolve {JsonSerializer.Serialize(url)}: not found");
        var message = type.Parser.ParseFrom(ReadOnlySpan<byte>.Empty.ToArray());
        var end = _reader;
        _reader = start;
        if (type.File.Package == "google.protobuf" && WellKnownJson.HasOwnForm(type))
        {
            while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isValue = _reader.ValueTextEquals("value"u8);
                _reader.Read();
                if (isValue)
                    ReadMessage(message);
                else
                    _reader.Skip();
            }
        }
        else
        {
            ReadMembers(message, skipType: true);
        }

        _reader = end;
        any.TypeUrl = url;
        any.Value = message.ToByteString();
    }

    private static bool TakesNull(FieldDescriptor field) =>
        (field.FieldType == FieldType.Message && field.MessageType.FullName == "google.protobuf.Value")
        || (field.FieldType == FieldType.Enum && field.EnumType.FullName == "google.protobuf.NullValue");

    private string StringValue(string type) => _reader.TokenType == JsonTokenType.String ? Text() : throw Invalid(type);

    private string Text()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new RpcException(StatusCode.InvalidArgument, $"proto: syntax error {Position(_reader)}: invalid UTF-8 in string");
        }
    }

    private RpcException Unexpected() => new(StatusCode.InvalidArgument, $"proto: syntax error {Position(_reader)}: unexpected token {Raw(_reader)}");

    private RpcException Invalid(string type) => Error(_reader, $"invalid {type} value {Raw(_reader)}");

    private RpcException Error(Utf8JsonReader at, string text) => new(StatusCode.InvalidArgument, $"proto: {Position(at)}: {text}");

    private string Position(Utf8JsonReader at)
    {
        var before = _json[..(int)at.TokenStartIndex];
        int line = before.Count((byte)'\n') + 1;
        int column = Encoding.UTF8.GetString(before[(before.LastIndexOf((byte)'\n') + 1)..]).EnumerateRunes().Count() + 1;
        return string.Create(CultureInfo.InvariantCulture, $"(line {line}:{column})");
    }

    private static string Raw(Utf8JsonReader at) => at.TokenType switch
    {
        JsonTokenType.String or JsonTokenType.PropertyName => $"\"{Encoding.UTF8.GetString(at.ValueSpan)}\"",
        JsonTokenType.StartObject => "{",
        JsonTokenType.StartArray => "[",
        _ => Encoding.UTF8.GetString(at.ValueSpan),
    };
}
