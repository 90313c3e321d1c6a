using System.Text.Json;

namespace Spacemesh.Testing.Vectors;

/// <summary>The golden format's readings of a JSON value: bytes are lower-case hex, integers use all 64 bits.</summary>
public static class JsonElementExtensions
{
    /// <summary>Bytes of a hex string; null reads as no bytes.</summary>
    public static byte[] Hex(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Null ? [] : Convert.FromHexString(element.GetString()!);

    public static byte[] Hex(this JsonElement element, string property) => element.GetProperty(property).Hex();

    public static string Text(this JsonElement element, string property) => element.GetProperty(property).GetString()!;

    public static ulong U64(this JsonElement element, string property) => element.GetProperty(property).GetUInt64();

    public static uint U32(this JsonElement element, string property) => element.GetProperty(property).GetUInt32();

    public static int I32(this JsonElement element, string property) => element.GetProperty(property).GetInt32();

    public static long I64(this JsonElement element, string property) => element.GetProperty(property).GetInt64();

    public static bool Flag(this JsonElement element, string property) => element.GetProperty(property).GetBoolean();

    public static bool Has(this JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var value) && value.ValueKind != JsonValueKind.Null;
}
