using System.Globalization;
using System.Text.Json;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Primitives.Tests;

[VectorFile("05-fixed-ops")]
public sealed class FixedOpsVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        string operation = vector.Name.Split(':', ' ')[0];
        if (vector.In.Has("n"))
            Trace(vector);
        else if (operation is "log2(x,56)" or "log2(x,0)")
            Logarithms(vector, operation == "log2(x,0)");
        else if (operation == "serialized")
            Forms(vector);
        else
            FixedText.Rows(vector, row => One(operation, row));
    }

    private static string One(string operation, JsonElement row) => operation switch
    {
        "add" => (row[0].Fixed() + row[1].Fixed()).Hex(),
        "sub" => (row[0].Fixed() - row[1].Fixed()).Hex(),
        "mul" => (row[0].Fixed() * row[1].Fixed()).Hex(),
        "div" => (row[0].Fixed() / row[1].Fixed()).Hex(),
        "less" => Text(Fixed.RawLess(row[0].Fixed(), row[1].Fixed())),
        "greater" => Text(Fixed.RawGreater(row[0].Fixed(), row[1].Fixed())),
        "DivUint64" => Ratio(row[0].GetUInt64(), row[1].GetUInt64()),
        "fracFromBytes" => Fixed.FromFraction(row.Hex()).Hex(),
        "from(float64)" => Fixed.FromDouble(BitConverter.UInt64BitsToDouble(ulong.Parse(row.GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture))).Hex(),
        "mul56" => Text(FixedMath.Multiply56(Signed(row[0]), Signed(row[1]))),
        "mul56u" => Text((long)FixedMath.MultiplyUnsigned56((ulong)Signed(row[0]), (ulong)Signed(row[1]))),
        "div56" => Text(FixedMath.Divide56(Signed(row[0]), Signed(row[1]))),
        "exp" => FixedMath.Exp(row.Fixed()).Hex(),
        "lgamma" => FixedMath.LogGamma(Signed(row)).Hex(),
        _ => throw new VectorMismatchException($"operation '{operation}' is not known to this class"),
    };

    private static string Ratio(ulong p, ulong q)
    {
        string general = FixedText.OrOverflow(() => (Fixed.FromInteger(p) / Fixed.FromInteger(q)).Hex());
        string ratio = FixedText.OrOverflow(() => Fixed.FromRatio(p, q).Hex());
        VectorCase.Equal(general, ratio, "FromRatio and the general division");
        return ratio;
    }

    private static void Logarithms(VectorCase vector, bool ofInteger)
    {
        var inputs = vector.In.GetProperty("rows").EnumerateArray().ToList();
        var outputs = vector.Out.GetProperty("rows").EnumerateArray().ToList();
        VectorCase.Equal(outputs.Count, inputs.Count, "rows");
        foreach (var (input, output) in inputs.Zip(outputs))
        {
            long x = Signed(input);
            string log2 = FixedText.OrOverflow(() => Text(ofInteger ? FixedMath.IntegerLog2(x) : FixedMath.Log2(x)));
            VectorCase.Equal(output.Text("log2"), log2, $"log2 of {x}");
            if (ofInteger)
                VectorCase.Equal(output.Text("ilog"), FixedText.OrOverflow(() => Text(FixedMath.IntegerLog(x))), $"ilog of {x}");
            else
                VectorCase.Equal(output.Text("log"), FixedText.OrOverflow(() => FixedMath.Log(x).Hex()), $"log of {x}");
        }
    }

    private static void Forms(VectorCase vector)
    {
        var inputs = vector.In.GetProperty("rows").EnumerateArray().ToList();
        var outputs = vector.Out.GetProperty("rows").EnumerateArray().ToList();
        VectorCase.Equal(outputs.Count, inputs.Count, "rows");
        byte[] bytes = new byte[16];
        foreach (var (input, output) in inputs.Zip(outputs))
        {
            var value = input.Fixed();
            value.CopyTo(bytes);
            VectorCase.Equal(output.Hex("bytes").AsSpan(), bytes, $"bytes of {input}");
            VectorCase.Equal(value, Fixed.FromBytes(bytes), $"value of the bytes of {input}");
            // The reference cannot print what does not fit its integers; we print it.
            if (output.Text("text") != "overflow")
                VectorCase.Equal(output.Text("text"), value.ToString(), $"text of {input}");
            VectorCase.Equal(output.Text("fixed56"), FixedText.OrOverflow(() => Text(value.ToRaw64())), $"fixed56 of {input}");
            VectorCase.Equal(output.Text("floor"), FixedText.OrOverflow(() => Text(value.Floor())), $"floor of {input}");
            VectorCase.Equal(output.Text("ceil"), FixedText.OrOverflow(() => Text(value.Ceiling())), $"ceil of {input}");
            VectorCase.Equal(output.Text("round"), FixedText.OrOverflow(() => Text(value.Round())), $"round of {input}");
        }
    }

    private static void Trace(VectorCase vector)
    {
        long n = vector.In.I64("n");
        long x = vector.In.I64("x");
        var p = Fixed.FromRatio(vector.In.U64("c"), vector.In.U64("w"));
        var model = new StraightforwardBinomial();
        string cdf = FixedText.OrOverflow(() => model.Cdf(n, p, x).Hex());
        foreach (var expected in vector.Out.EnumerateObject())
        {
            var value = expected.Value;
            if (expected.Name == "steps")
            {
                // Where the fraction did not run, the printed steps are left over from an earlier case.
                if (model.Iterations > 0)
                    Steps(value, model);
                continue;
            }

            string actual = expected.Name switch
            {
                "p" => p.Hex(),
                "X" => Raw(model.X),
                "a_log_X" => model.LogX.Hex(),
                "b_log_1_minus_X" => model.Log1X.Hex(),
                "lgamma_a" => model.LogGammaA.Hex(),
                "lgamma_b" => model.LogGammaB.Hex(),
                "lgamma_a_plus_b" => model.LogGammaSum.Hex(),
                "exp_argument" => model.ExpArgument.Hex(),
                "bt" => model.Bt.Hex(),
                "switch_point" => Raw(model.SwitchPoint),
                "swapped" => Text(model.Swapped),
                "iterations" => Text(model.Iterations),
                "bcf" => model.Bcf.Hex(),
                "cdf" or "error" => cdf,
                _ => throw new VectorMismatchException($"'{expected.Name}' is not known to this class"),
            };
            string printed = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
            VectorCase.Equal(printed, actual, expected.Name);
        }

        VectorCase.Equal(vector.Out.Text(vector.Out.Has("error") ? "error" : "cdf"), FixedText.OrOverflow(() => new Binomial(n, p).Cdf(x).Hex()), "Binomial.Cdf");
    }

    private static void Steps(JsonElement expected, StraightforwardBinomial model)
    {
        VectorCase.Equal(Math.Min(expected.GetArrayLength(), model.Iterations), model.Steps.Count, "steps");
        foreach (var (step, actual) in expected.EnumerateArray().Zip(model.Steps))
        {
            VectorCase.Equal(step.Text("d"), actual.D.Hex(), "d");
            VectorCase.Equal(step.Text("c"), actual.C.Hex(), "c");
            VectorCase.Equal(step.Text("del"), actual.Del.Hex(), "del");
            VectorCase.Equal(step.Text("h"), actual.H.Hex(), "h");
        }
    }

    private static long Signed(JsonElement element) => element.TryGetInt64(out long value) ? value : unchecked((long)element.GetUInt64());

    private static string Raw(long value) => value.ToString("x", CultureInfo.InvariantCulture);

    private static string Text(bool value) => value ? "true" : "false";

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
