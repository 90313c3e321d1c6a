using Spacemesh.Poet.Work;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-labels")]
internal sealed class LabelsVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var statement = vector.In.Hex("statement");
        var work = new SequentialWork(new MemoryWorkStore(statement));
        var hasher = new WorkHasher(statement);
        foreach (var step in vector.Out.GetProperty("steps").EnumerateArray())
        {
            ulong index = step.U64("index");
            work.Advance(index);
            int layer = 0;
            foreach (var parked in step.Has("parked_before") ? step.GetProperty("parked_before").EnumerateArray() : default)
                VectorCase.Equal(parked.Hex(), work.Tree.Parked(layer++), $"leaf {index}: parked node of layer {layer - 1}");

            var label = new byte[32];
            hasher.Label(step.Hex("data"), label);
            VectorCase.Equal(step.Hex("label"), label, $"leaf {index}: label of the printed data");
            work.Advance(index + 1);
            if (index % 2 == 0)
                VectorCase.Equal(step.Hex("label"), work.Tree.Parked(0), $"leaf {index}: label");
            if (step.Has("root_after"))
                VectorCase.Equal(step.Hex("root_after"), work.Tree.Root(), $"leaf {index}: root");
        }
    }
}
