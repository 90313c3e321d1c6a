using System.Buffers;
using System.Buffers.Text;
using System.Collections;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Spacemesh.Rpc.Gateway;

/// <summary>
/// Protobuf messages as the reference's gateway prints them (spec 09a §3.2): every field present, lowerCamelCase names, 64-bit integers as strings,
/// unset messages as null, unset optional fields and oneof members left out. No insignificant white space.
/// </summary>
public sealed class ProtoJsonWriter(IBufferWriter<byte> output, TypeRegistry? types = null)
{
    private const int DeepestMessage = 100;

    private int _depth;

    /// <summary>The JSON text of a message.</summary>
    public static byte[] ToUtf8(IMessage message, TypeRegistry? types = null)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        new ProtoJsonWriter(buffer, types).Write(message);
        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="RpcException">Internal: the message holds something that JSON cannot (an Any of unknown type, a time out of range).</exception>
    public void Write(IMessage message)
    {
        if (++_depth > DeepestMessage)
            throw Unprintable("the message is nested too deeply");
        if (message.Descriptor.File.Package == "google.protobuf")
            WriteWellKnown(message);
        else
            WriteFields(message);
        _depth--;
    }

    /// <summary>One field's value, for answers that are a part of the message.</summary>
    internal void WriteValue(FieldDescriptor field, object? value)
    {
        if (field.IsMap)
            WriteMap(field, (IDictionary)value!);
        else if (field.IsRepeated)
            WriteList(field, (IList)value!);
        else
            WriteSingle(field, value);
    }

    internal void WriteString(string text)
    {
        Raw("\"");
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int plain = 0;
            while (plain < rest.Length && rest[plain] is >= ' ' and not ('"' or '\\'))
                plain++;
            if (plain > 0)
                Encoding.UTF8.GetBytes(rest[..plain], output);
            if (plain < rest.Length)
            {
                Raw(rest[plain] switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '\b' => "\\b",
                    '\f' => "\\f",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    var control => $"\\u{(int)control:x4}",
                });
                plain++;
            }

            rest = rest[plain..];
        }

        Raw("\"");
    }

    internal void Raw(string ascii) => Encoding.ASCII.GetBytes(ascii, output);

    private static RpcException Unprintable(string reason) => new(StatusCode.Internal, $"proto: {reason}");

    private void WriteFields(IMessage message, string prefix = "{")
    {
        string separator = prefix;
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.ContainingOneof is not null && !field.Accessor.HasValue(message))
                continue;
            Raw(separator);
            separator = ",";
            WriteString(field.JsonName);
            Raw(":");
            WriteValue(field, field.Accessor.GetValue(message));
        }

        Raw(separator == "{" ? "{}" : "}");
    }

    private void WriteList(FieldDescriptor field, IList list)
    {
        Raw("[");
        for (int i = 0; i < list.Count; i++)
        {
            if (i > 0)
                Raw(",");
            WriteSingle(field, list[i]);
        }

        Raw("]");
    }

    private void WriteMap(FieldDescriptor field, IDictionary map)
    {
        var key = field.MessageType.FindFieldByNumber(1);
        var value = field.MessageType.FindFieldByNumber(2);
        var entries = new List<DictionaryEntry>(map.Count);
        foreach (DictionaryEntry entry in map)
            entries.Add(entry);
        entries.Sort((left, right) => CompareKeys(left.Key, right.Key));
        Raw("{");
        for (int i = 0; i < entries.Count; i++)
        {
            if (i > 0)
                Raw(",");
            if (key.FieldType == FieldType.String)
                WriteString((string)entries[i].Key);
            else
                WriteString(entries[i].Key is bool flag ? (flag ? "true" : "false") : Convert.ToString(entries[i].Key, CultureInfo.InvariantCulture)!);
            Raw(":");
            WriteSingle(value, entries[i].Value);
        }

        Raw("}");
    }

    private static int CompareKeys(object left, object right) =>
        left is string text
            ? Encoding.UTF8.GetBytes(text).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes((string)right))
            : Comparer.DefaultInvariant.Compare(left, right);

    private void WriteSingle(FieldDescriptor field, object? value)
    {
        switch (value)
        {
            case null:
                Raw("null");
                break;
            case IMessage message:
                Write(message);
                break;
            case string text:
                WriteString(text);
                break;
            case bool flag:
                Raw(flag ? "true" : "false");
                break;
            case ByteString bytes:
                WriteBytes(bytes.Span);
                break;
            case ulong or long:
                Raw(string.Create(CultureInfo.InvariantCulture, $"\"{value}\""));
                break;
            case float number:
                WriteNumber(number, number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case double number:
                WriteNumber(number, number.ToString("R", CultureInfo.InvariantCulture));
                break;
            default:
                if (field.FieldType == FieldType.Enum)
                    WriteEnum(field.EnumType, Convert.ToInt32(value, CultureInfo.InvariantCulture));
                else
                    Raw(Convert.ToString(value, CultureInfo.InvariantCulture)!);
                break;
        }
    }

    private void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        Raw("\"");
        var destination = output.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length));
        Base64.EncodeToUtf8(bytes, destination, out _, out int written);
        output.Advance(written);
        Raw("\"");
    }

    private void WriteEnum(EnumDescriptor type, int number)
    {
        if (type.FullName == "google.protobuf.NullValue")
            Raw("null");
        else if (type.FindValueByNumber(number) is { } value)
            WriteString(value.Name);
        else
            Raw(number.ToString(CultureInfo.InvariantCulture));
    }

    private void WriteNumber(double number, string shortest)
    {
        if (double.IsNaN(number))
            Raw("\"NaN\"");
        else if (double.IsInfinity(number))
            Raw(number > 0 ? "\"Infinity\"" : "\"-Infinity\"");
        else
            Raw(shortest.Replace("E", "e", StringComparison.Ordinal));
    }

    private void WriteWellKnown(IMessage message)
    {
        switch (message)
        {
            case Timestamp timestamp:
                WriteString(WellKnownJson.Format(timestamp) ?? throw Unprintable("a Timestamp is out of range"));
                break;
            case Duration duration:
                WriteString(WellKnownJson.Format(duration) ?? throw Unprintable("a Duration is out of range"));
                break;
            case FieldMask mask:
                WriteString(string.Join(',', mask.Paths.Select(WellKnownJson.CamelCase)));
                break;
            case Any any:
                WriteAny(any);
                break;
            case Struct fields:
                WriteMap(Struct.Descriptor.FindFieldByNumber(Struct.FieldsFieldNumber), fields.Fields);
                break;
            case ListValue list:
                WriteList(ListValue.Descriptor.FindFieldByNumber(ListValue.ValuesFieldNumber), list.Values);
                break;
            case Value value:
                WriteDynamic(value);
                break;
            default:
                if (WellKnownJson.IsWrapper(message.Descriptor))
                {
                    var field = message.Descriptor.FindFieldByNumber(1);
                    WriteValue(field, field.Accessor.GetValue(message));
                }
                else
                {
                    WriteFields(message);
                }

                break;
        }
    }

    private void WriteDynamic(Value value)
    {
        if (value.KindCase == Value.KindOneofCase.None)
            throw Unprintable("a Value holds nothing");
        var field = Value.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(value);
        WriteValue(field, field.Accessor.GetValue(value));
    }

    private void WriteAny(Any any)
    {
        if (any.TypeUrl.Length == 0)
        {
            Raw("{}");
            return;
        }

        var type = types?.Find(Any.GetTypeName(any.TypeUrl)) ?? throw Unprintable($"any: unable to resolve \"{any.TypeUrl}\": not found");
        var message = type.Parser.ParseFrom(any.Value);
        Raw("{\"@type\":");
        WriteString(any.TypeUrl);
        if (type.File.Package == "google.protobuf" && WellKnownJson.HasOwnForm(type))
        {
            Raw(",\"value\":");
            Write(message);
            Raw("}");
            return;
        }

        // The fields follow the type in the same object.
        var fields = new ArrayBufferWriter<byte>();
        new ProtoJsonWriter(fields, types) { _depth = _depth }.WriteFields(message);
        if (fields.WrittenCount > 2)
        {
            Raw(",");
            output.Write(fields.WrittenSpan[1..]);
        }
        else
        {
            Raw("}");
        }
    }
}
