using Spacemesh.Post.Labels;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.Labels;

/// <summary>The ranges that the reference's OpenCL kernel printed, on every CPU path.</summary>
[VectorFile("02-ocl-labels")]
public sealed class OpenClLabelVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        foreach (var engine in LabelEngines.All())
        {
            using (engine)
                LabelRangeCheck.Check(engine, vector, LabelRangeCheck.AnyLabel);
        }
    }
}
