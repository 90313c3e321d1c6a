using System.Globalization;
using System.Text.Json;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Primitives.Tests;

/// <summary>The golden files' notations of fixed-point values.</summary>
internal static class FixedText
{
    public static Fixed Fixed(this JsonElement element) => Primitives.Fixed.FromRaw(UInt128.Parse(element.GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    public static string Hex(this Fixed value) => value.Raw.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>The result as the files write it, "overflow" where the operation overflows.</summary>
    public static string OrOverflow(Func<string> compute)
    {
        try
        {
            return compute();
        }
        catch (OverflowException)
        {
            return "overflow";
        }
    }

    /// <summary>Applies <paramref name="compute"/> to each row and compares with the printed result of that row.</summary>
    public static void Rows(VectorCase vector, Func<JsonElement, string> compute)
    {
        var inputs = vector.In.GetProperty("rows").EnumerateArray().ToList();
        var outputs = vector.Out.GetProperty("rows").EnumerateArray().ToList();
        VectorCase.Equal(outputs.Count, inputs.Count, "rows");
        for (int i = 0; i < inputs.Count; i++)
            VectorCase.Equal(outputs[i].GetString(), OrOverflow(() => compute(inputs[i])), $"row {i} {inputs[i]}");
    }
}
