using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Spacemesh.Testing.Vectors;

/// <summary>One golden case: what goes in and what the reference printed, with comparisons that show both sides.</summary>
public sealed class VectorCase(VectorFile file, JsonElement element, int index)
{
    public VectorFile File { get; } = file;

    public JsonElement Element { get; } = element;

    public int Index { get; } = index;

    public string Name { get; } = element.TryGetProperty("name", out var name) ? name.GetString() ?? $"#{index}" : $"#{index}";

    public JsonElement In => Element.TryGetProperty("in", out var value) ? value : default;

    public JsonElement Out => Element.TryGetProperty("out", out var value) ? value : default;

    /// <summary>Compares bytes; arrays come here too.</summary>
    [OverloadResolutionPriority(1)]
    public static void Equal(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string what)
    {
        if (!expected.SequenceEqual(actual))
            throw new VectorMismatchException($"{what}: expected {Convert.ToHexStringLower(expected)}, actual {Convert.ToHexStringLower(actual)}");
    }

    public static void Equal(byte[] expected, byte[] actual, string what) => Equal((ReadOnlySpan<byte>)expected, actual, what);

    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new VectorMismatchException($"{what}: expected {expected}, actual {actual}");
    }

    public static void True(bool condition, string what)
    {
        if (!condition)
            throw new VectorMismatchException(what);
    }
}
