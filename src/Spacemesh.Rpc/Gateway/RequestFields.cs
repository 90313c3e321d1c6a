using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Spacemesh.Rpc.Gateway;

/// <summary>Fields of a request from the path and from the query string, by dotted names in either spelling.</summary>
internal static class RequestFields
{
    /// <summary>Sets a field that the path binds.</summary>
    /// <exception cref="RpcException">InvalidArgument: the text does not fit the field.</exception>
    public static void SetFromPath(IMessage request, string path, string text)
    {
        if (!TrySet(request, path.Split('.'), [text], out string? fault))
            throw new RpcException(StatusCode.InvalidArgument, $"type mismatch, parameter: {path}, error: {fault}");
    }

    /// <summary>Sets fields from a query string; names that are no fields are ignored, those the path binds too.</summary>
    public static void SetFromQuery(IMessage request, IEnumerable<KeyValuePair<string, string[]>> query, IReadOnlyCollection<string> bound)
    {
        foreach (var (path, values) in query)
        {
            if (!bound.Contains(path) && !TrySet(request, path.Split('.'), values, out string? fault))
                throw new RpcException(StatusCode.InvalidArgument, $"parsing field \"{path}\": {fault}");
        }
    }

    private static bool TrySet(IMessage message, string[] path, string[] values, out string? fault)
    {
        fault = null;
        const int DeepestField = 32;
        if (path.Length > DeepestField)
            return true;
        for (int i = 0; i < path.Length; i++)
        {
            if (FieldNames.Find(message.Descriptor, path[i]) is not { } field || field.IsMap)
                return true;
            if (i < path.Length - 1)
            {
                if (field.IsRepeated || field.FieldType != FieldType.Message || WellKnownJson.HasOwnForm(field.MessageType))
                    return true;
                if (field.Accessor.GetValue(message) is not IMessage nested)
                {
                    nested = field.MessageType.Parser.ParseFrom(ByteString.Empty);
                    field.Accessor.SetValue(message, nested);
                }

                message = nested;
                continue;
            }

            return TrySetLast(message, field, values, out fault);
        }

        return true;
    }

    private static bool TrySetLast(IMessage message, FieldDescriptor field, string[] values, out string? fault)
    {
        fault = null;
        if (!field.IsRepeated && values.Length > 1)
        {
            fault = $"too many values for field \"{field.Name}\": {string.Join(", ", values)}";
            return false;
        }

        foreach (string text in values)
        {
            if (!TryParse(field, text, out object? value))
            {
                fault = $"invalid value for {ProtoJsonScalar.KindOf(field)}: \"{text}\"";
                return false;
            }

            if (field.IsRepeated)
                ((IList)field.Accessor.GetValue(message)).Add(value);
            else if (value is not null)
                field.Accessor.SetValue(message, value);
        }

        return true;
    }

    private static bool TryParse(FieldDescriptor field, string text, out object? value)
    {
        value = null;
        if (field.FieldType != FieldType.Message)
            return ProtoJsonScalar.TryPlain(field, text, out value);
        if (WellKnownJson.IsWrapper(field.MessageType))
            return ProtoJsonScalar.TryPlain(field.MessageType.FindFieldByNumber(1), text, out value);
        switch (field.MessageType.FullName)
        {
            case "google.protobuf.Timestamp" when WellKnownJson.TryParse(text, out Timestamp time):
                value = time;
                return true;
            case "google.protobuf.Duration" when WellKnownJson.TryParse(text, out Duration duration):
                value = duration;
                return true;
            default:
                return false;
        }
    }
}
