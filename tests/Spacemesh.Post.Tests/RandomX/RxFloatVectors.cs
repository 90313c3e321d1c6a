using System.Runtime.Intrinsics;
using System.Text.Json;
using Spacemesh.Post.RandomX;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.RandomX;

[VectorFile("02-rx-float")]
public sealed unsafe class RxFloatVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (!vector.In.Has("op"))
        {
            CheckLoad(vector);
            return;
        }

        string op = vector.In.Text("op");
        double a = Bits(vector.In.GetProperty("a"));
        double b = vector.In.Has("b") ? Bits(vector.In.GetProperty("b")) : 0;
        for (int i = 0; i < 4; i++)
        {
            var mode = (RoundingMode)i;
            ulong expected = Convert.ToUInt64(vector.Out.GetProperty("results")[i].GetString(), 16);
            double slow = op switch
            {
                "add" => DirectedArithmetic.Add(a, b, mode),
                "sub" => DirectedArithmetic.Subtract(a, b, mode),
                "mul" => DirectedArithmetic.Multiply(a, b, mode),
                "div" => DirectedArithmetic.Divide(a, b, mode),
                _ => DirectedArithmetic.SquareRoot(a, mode),
            };
            VectorCase.Equal(expected.ToString("x16"), BitConverter.DoubleToUInt64Bits(slow).ToString("x16"), $"{mode}, any operands");
            Vector128<double> x = Vector128.Create(a), y = Vector128.Create(b);
            var fast = op switch
            {
                "add" => DirectedPair.Add(x, y, mode),
                "sub" => DirectedPair.Subtract(x, y, mode),
                "mul" => DirectedPair.Multiply(x, y, mode),
                "div" => DirectedPair.Divide(x, y, mode),
                _ => DirectedPair.SquareRoot(x, mode),
            };
            VectorCase.Equal(expected.ToString("x16"), fast.AsUInt64()[0].ToString("x16"), $"{mode}, as programs run it");
            VectorCase.Equal(expected.ToString("x16"), fast.AsUInt64()[1].ToString("x16"), $"{mode}, as programs run it, second lane");
        }
    }

    private static void CheckLoad(VectorCase vector)
    {
        var interpreter = new VmInterpreter(null, null);
        var masks = vector.In.GetProperty("e_mask");
        interpreter.SetEMasks(Convert.ToUInt64(masks[0].GetString(), 16), Convert.ToUInt64(masks[1].GetString(), 16));
        fixed (byte* bytes = vector.In.Hex("bytes"))
        {
            var loaded = VmInterpreter.LoadPair(bytes);
            var masked = interpreter.MaskE(loaded);
            for (int lane = 0; lane < 2; lane++)
            {
                VectorCase.Equal(Bits(vector.Out.GetProperty("group_f")[lane]), loaded[lane], $"group F, lane {lane}");
                VectorCase.Equal(Bits(vector.Out.GetProperty("group_e")[lane]), masked[lane], $"group E, lane {lane}");
            }
        }
    }

    private static double Bits(JsonElement text) => BitConverter.UInt64BitsToDouble(Convert.ToUInt64(text.GetString(), 16));
}
