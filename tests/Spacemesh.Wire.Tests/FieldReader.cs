using System.Reflection;
using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Wire.Tests;

/// <summary>
/// Builds a wire value from the golden data's fields: they stand in encoding order, as do the parameters of our types.
/// Names are compared too, so that two fields of one type cannot be swapped unnoticed.
/// </summary>
internal static class FieldReader
{
    // Fields whose name here says more than the reference's.
    private static readonly HashSet<(string Ours, string Golden)> Aliases =
    [
        ("PublishEpoch", "Publish"), ("PublicKey", "Pubkey"),
    ];

    public static T Build<T>(JsonElement fields) => (T)Build(typeof(T), fields)!;

    public static object? Build(Type type, JsonElement json)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return json.ValueKind == JsonValueKind.Null ? null : Build(underlying, Unwrap(json, "Inner"));
        if (json.ValueKind == JsonValueKind.Null)
            return type.IsValueType ? Activator.CreateInstance(type) : null;
        if (type.IsEnum)
            return Enum.ToObject(type, json.GetUInt64());
        if (type == typeof(byte))
            return json.GetByte();
        if (type == typeof(ushort))
            return json.GetUInt16();
        if (type == typeof(uint))
            return json.GetUInt32();
        if (type == typeof(ulong))
            return json.GetUInt64();
        if (type == typeof(LayerId))
            return new LayerId(json.GetUInt32());
        if (type == typeof(EpochId))
            return new EpochId(json.GetUInt32());
        if (type == typeof(ScaleBytes))
            return new ScaleBytes(json.Hex());
        if (type == typeof(ScaleText))
            return (ScaleText)json.GetString()!;
        if (type == typeof(MalfeasanceProof))
            return Malfeasance(json);
        if (type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IFixedBytes<>)))
            return Invoke(nameof(Fixed), type, json.Hex());
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ScaleList<>))
            return Invoke(nameof(List), type.GetGenericArguments()[0], json);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ScalePair<>))
        {
            var element = type.GetGenericArguments()[0];
            return Activator.CreateInstance(type, Build(element, json[0]), Build(element, json[1]));
        }

        return Record(type, type.Name == "Block" ? Unwrap(json, "InnerBlock") : json);
    }

    private static object Record(Type type, JsonElement json)
    {
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        var parameters = constructor.GetParameters();
        var properties = json.EnumerateObject().ToArray();
        VectorCase.Equal(parameters.Length, properties.Length, $"number of fields of {type.Name}");
        var arguments = new object?[parameters.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            CheckName(type, parameters[i], properties[i].Name);
            arguments[i] = Build(parameters[i].ParameterType, properties[i].Value);
        }

        return constructor.Invoke(arguments);
    }

    private static void CheckName(Type type, ParameterInfo parameter, string golden)
    {
        string ours = parameter.Name!;
        bool same = string.Equals(ours, golden, StringComparison.OrdinalIgnoreCase)
            || string.Equals(parameter.ParameterType.Name, golden, StringComparison.Ordinal)
            || Aliases.Contains((ours, golden));
        VectorCase.True(same, $"{type.Name}: field {golden} meets {ours}");
    }

    private static MalfeasanceProof Malfeasance(JsonElement json)
    {
        var proof = json.GetProperty("Proof");
        var type = (MalfeasanceProofType)proof.U32("Type") switch
        {
            MalfeasanceProofType.MultipleAtxs => typeof(MultipleAtxsProof),
            MalfeasanceProofType.MultipleBallots => typeof(MultipleBallotsProof),
            MalfeasanceProofType.HareEquivocation => typeof(HareEquivocationProof),
            MalfeasanceProofType.InvalidPostIndex => typeof(InvalidPostIndexProof),
            MalfeasanceProofType.InvalidPrevAtx => typeof(InvalidPrevAtxProof),
            var other => throw new VectorMismatchException($"malfeasance type {other}"),
        };
        return new MalfeasanceProof(new LayerId(json.U32("Layer")), (MalfeasanceProofData)Record(type, proof.GetProperty("Data")));
    }

    private static JsonElement Unwrap(JsonElement json, string wrapper) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(wrapper, out var inner) ? inner : json;

    private static object? Invoke(string method, Type argument, object value) =>
        typeof(FieldReader).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(argument).Invoke(null, [value]);

    private static T Fixed<T>(byte[] bytes)
        where T : struct, IFixedBytes<T> => T.FromBytes(bytes);

    private static ScaleList<T> List<T>(JsonElement json) => json.EnumerateArray().Select(item => (T)Build(typeof(T), item)!).ToScaleList();
}
