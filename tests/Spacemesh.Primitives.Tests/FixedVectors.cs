using System.Globalization;
using System.Text.Json;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Primitives.Tests;

[VectorFile("06-fixed")]
public sealed class FixedVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var given = vector.In;
        string op = given.Text("op");
        switch (op)
        {
            case "div_uint64":
                Same(vector, "raw", Fixed.FromRatio(given.U64("p"), given.U64("q")));
                Same(vector, "raw", Fixed.FromInteger(given.U64("p")) / Fixed.FromInteger(given.U64("q")));
                break;
            case "local_threshold":
                var third = Fixed.FromInteger(given.U64("weight")).DivideByInteger(3);
                Same(vector, "third_raw", third);
                Same(vector, "raw", third.DivideByInteger(given.U64("layers_per_epoch")));
                Same(vector, "raw", third / Fixed.FromInteger(given.U64("layers_per_epoch")));
                break;
            case "mul":
                Same(vector, "raw", Read(given, "a_raw") * Read(given, "b_raw"));
                break;
            case "mul_int":
                Same(vector, "raw", Read(given, "a_raw") * Fixed.FromInteger(given.I64("n")));
                break;
            case "pair":
                Pair(vector);
                break;
            default:
                throw new VectorMismatchException($"op '{op}' is not known to this class");
        }
    }

    private static void Pair(VectorCase vector)
    {
        var a = Read(vector.In, "a_raw");
        var b = Read(vector.In, "b_raw");
        Same(vector, "add", a + b);
        Same(vector, "sub", a - b);
        Same(vector, "abs_a", a.Abs());
        Same(vector, "neg_a", -a);
        VectorCase.Equal(vector.Out.Flag("a_float_negative"), a.IsNegative, "a < 0");
        VectorCase.Equal(vector.Out.Flag("a_float_positive"), a.IsPositive, "a > 0");
        VectorCase.Equal(vector.Out.Flag("a_greater_b"), Fixed.RawGreater(a, b), "raw greater");
        VectorCase.Equal(vector.Out.Flag("a_less_b"), Fixed.RawLess(a, b), "raw less");
        VectorCase.Equal(vector.Out.I32("crosses"), a.Crosses(b), "crosses");
    }

    private static void Same(VectorCase vector, string what, Fixed actual) =>
        VectorCase.Equal(Read(vector.Out, what), actual, what);

    /// <summary>A signed decimal number of 2^-56 units; a leading '-' is the sign bit.</summary>
    private static Fixed Read(JsonElement element, string property)
    {
        string text = element.Text(property);
        var magnitude = UInt128.Parse(text.TrimStart('-'), CultureInfo.InvariantCulture);
        return Fixed.FromRaw(text.StartsWith('-') ? magnitude | ((UInt128)1 << 127) : magnitude);
    }
}
