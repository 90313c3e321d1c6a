using System.Globalization;
using System.Text.RegularExpressions;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Primitives.Tests;

[VectorFile("01-clock")]
public sealed partial class ClockVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var timeline = new LayerTimeline(Nanoseconds(vector.In.Text("genesis")), vector.In.I64("layer_duration_ns"));
        string op = vector.In.Text("op");
        switch (op)
        {
            case "layer":
                VectorCase.Equal(vector.Out.U32("layer"), timeline.LayerAt(Nanoseconds(vector.In.Text("time"))).Value, "layer");
                break;
            case "time":
                var actual = timeline.StartNanoseconds(new LayerId(vector.In.U32("layer")));
                var expected = Nanoseconds(vector.Out.Text("time"));
                if (vector.Out.Has("overflow") && vector.Out.Flag("overflow"))
                {
                    // The reference's 64-bit duration wrapped; ours must not, and differs by whole 2^64 nanoseconds.
                    VectorCase.True(expected != actual, "the start wrapped around");
                    VectorCase.Equal(expected, timeline.GenesisNanoseconds + unchecked((long)(actual - timeline.GenesisNanoseconds)), "wrapped start");
                }
                else
                {
                    VectorCase.Equal(expected, actual, "start");
                }

                break;
            default:
                throw new VectorMismatchException($"op '{op}' is not known to this class");
        }
    }

    private static Int128 Nanoseconds(string text)
    {
        var match = Rfc3339().Match(text);
        VectorCase.True(match.Success, $"'{text}' is not a time");
        var seconds = DateTimeOffset.Parse(match.Groups[1].Value + match.Groups[3].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return LayerTimeline.ToNanoseconds(seconds) + int.Parse(match.Groups[2].Value.PadRight(9, '0'), CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^(\d+-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$")]
    private static partial Regex Rfc3339();
}
