using System.Collections.Concurrent;
using Google.Protobuf.Reflection;

namespace Spacemesh.Rpc.Gateway;

/// <summary>Fields by what JSON may call them: lowerCamelCase or the original name.</summary>
internal static class FieldNames
{
    private static readonly ConcurrentDictionary<MessageDescriptor, Dictionary<string, FieldDescriptor>> Known = new();

    public static FieldDescriptor? Find(MessageDescriptor message, string name) =>
        Known.GetOrAdd(message, static key =>
        {
            var fields = new Dictionary<string, FieldDescriptor>(StringComparer.Ordinal);
            foreach (var field in key.Fields.InDeclarationOrder())
                fields.TryAdd(field.JsonName, field);
            foreach (var field in key.Fields.InDeclarationOrder())
                fields.TryAdd(field.Name, field);
            return fields;
        }).GetValueOrDefault(name);
}
