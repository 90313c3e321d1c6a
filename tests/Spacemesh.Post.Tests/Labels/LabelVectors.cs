using Spacemesh.Post.Labels;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.Labels;

[VectorFile("02-labels")]
public sealed class LabelVectors : VectorSuite
{
    /// <summary>The plain path, ten times slower than the others, checks ranges up to this size.</summary>
    private const ulong ScalarWork = 1 << 20;

    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("node_id"))
        {
            var commitment = Commitment.Of(NodeId.FromBytes(vector.In.Hex("node_id")), AtxId.FromBytes(vector.In.Hex("commitment_atx_id")));
            VectorCase.Equal(vector.Out.Hex("commitment"), commitment.ToArray(), "commitment");
            return;
        }

        foreach (var engine in LabelEngines.All())
        {
            using (engine)
            {
                if (engine.Name != "scalar" || Work(vector) <= ScalarWork)
                    CheckOn(engine, vector);
            }
        }
    }

    /// <summary>ROMix steps of a case.</summary>
    private static ulong Work(VectorCase vector) =>
        vector.In.U64("n") * (vector.In.Has("first") ? vector.In.U64("end_exclusive") - vector.In.U64("first") : 1);

    private static void CheckOn(ILabelEngine engine, VectorCase vector)
    {
        var commitment = Commitment.FromBytes(vector.In.Hex("commitment"));
        uint n = vector.In.U32("n");
        if (vector.In.Has("index"))
        {
            ulong index = vector.In.U64("index");
            var label32 = new Hash32[1];
            engine.ComputeAt(n, [new LabelId(commitment, index)], label32);
            VectorCase.Equal(vector.Out.Hex("label32"), label32[0].ToArray(), $"{engine.Name}: label32");
            byte[] label16 = new byte[16];
            engine.Compute(commitment, n, index, label16);
            VectorCase.Equal(vector.Out.Hex("label16"), label16, $"{engine.Name}: label16");
            return;
        }

        LabelRangeCheck.Check(engine, vector, vector.In.Has("vrf_difficulty") ? vector.In.Hex("vrf_difficulty") : LabelRangeCheck.AnyLabel);
    }
}
