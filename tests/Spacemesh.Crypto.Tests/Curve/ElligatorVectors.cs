using Spacemesh.Crypto.Curve;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Curve;

[VectorFile("01-elligator")]
public sealed class ElligatorVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        byte[] u = vector.In.Hex("u");
        u.AsSpan().Reverse();
        var point = Elligator2.Map(FieldElement.FromBytes(u));
        byte[] bytes = new byte[32];
        point.Encode(bytes);
        VectorCase.Equal(vector.Out.Hex("point").AsSpan(), bytes, "point");
        point.MultiplyByCofactor().Encode(bytes);
        VectorCase.Equal(vector.Out.Hex("times8").AsSpan(), bytes, "times8");
    }
}
