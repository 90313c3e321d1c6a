using Spacemesh.Post.Proving;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.Proving;

[VectorFile("02-difficulty")]
public sealed class DifficultyVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("pow_difficulty"))
        {
            var scaled = PowDifficulty.Scale(Hash32.FromBytes(vector.In.Hex("pow_difficulty")), vector.In.U32("num_units"));
            VectorCase.Equal(vector.Out.Hex("scaled"), scaled.ToArray(), "scaled");
            return;
        }

        try
        {
            var difficulty = ProvingDifficulty.Of(vector.In.U32("k1"), vector.In.U64("num_labels"));
            VectorCase.True(vector.Out.Has("difficulty"), $"refused by the reference, accepted here: {difficulty}");
            VectorCase.Equal(vector.Out.U64("difficulty"), difficulty.Value, "difficulty");
            VectorCase.Equal(vector.Out.GetProperty("msb").GetByte(), difficulty.Msb, "top byte");
            VectorCase.Equal(vector.Out.U64("lsb"), difficulty.Lsb, "low bits");
        }
        catch (PostOptionException exception)
        {
            VectorCase.Equal(vector.Out.Has("error") ? vector.Out.Text("error") : null, exception.Message, "error");
        }
    }
}
