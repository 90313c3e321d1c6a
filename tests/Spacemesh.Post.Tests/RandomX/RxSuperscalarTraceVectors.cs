using Spacemesh.Post.RandomX;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.RandomX;

[VectorFile("02-rx-superscalar-trace")]
public sealed class RxSuperscalarTraceVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var generator = new BlakeGenerator(vector.In.Hex("key"));
        for (int i = 0; i < vector.In.I32("program"); i++)
            SuperscalarGenerator.Generate(generator);
        var lines = new List<string>();
        SuperscalarGenerator.Generate(generator, lines.Add);
        int number = 0;
        foreach (var line in vector.Out.GetProperty("lines").EnumerateArray())
        {
            VectorCase.True(number < lines.Count, $"line {number} is missing");
            VectorCase.Equal(line.GetString(), lines[number], $"line {number}");
            number++;
        }

        VectorCase.Equal(number, lines.Count, "number of lines");
    }
}
