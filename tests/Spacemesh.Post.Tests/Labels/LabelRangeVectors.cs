using Spacemesh.Post.Labels;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.Labels;

[VectorFile("02-label-ranges")]
public sealed class LabelRangeVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        using var engine = LabelEngines.Best();
        string? error = null;
        byte[] labels = [];
        try
        {
            if (vector.In.Has("first"))
            {
                ulong count = LabelRange.CountInclusive(vector.In.U64("first"), vector.In.U64("last_inclusive"));
                labels = new byte[checked((int)count * LabelRange.LabelSize)];
                engine.Compute(Commitment.FromBytes(vector.In.Hex("commitment")), vector.In.U32("n"), vector.In.U64("first"), labels);
            }
            else if (vector.Name.StartsWith("after close", StringComparison.Ordinal))
            {
                engine.Dispose();
                Assert.Throws<ObjectDisposedException>(() => engine.Compute(default, 2, 0, new byte[16]));
                return;
            }
            else if (vector.Name.StartsWith("commitment of ", StringComparison.Ordinal))
            {
                // The type of a commitment holds exactly 32 bytes.
                Assert.Throws<ArgumentException>(() => Commitment.FromBytes(new byte[int.Parse(vector.Name.Split(' ')[2])]));
                return;
            }
            else
            {
                engine.Compute(default, uint.Parse(vector.Name.Split(' ')[1]), 0, new byte[16]);
            }
        }
        catch (PostOptionException exception)
        {
            error = exception.Message;
        }

        VectorCase.Equal(vector.Out.Has("error") ? vector.Out.Text("error") : null, error, "error");
        if (error is null)
            VectorCase.Equal(vector.Out.Hex("labels"), labels, "labels");
    }
}
