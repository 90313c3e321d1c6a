using Spacemesh.Crypto.Curve;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Curve;

[VectorFile("01-hash-to-curve")]
public sealed class HashToCurveVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        byte[] tag = vector.In.Hex("dst");
        byte[] message = vector.In.Hex("msg");
        byte[] uniform = new byte[HashToCurve.UniformSize];
        HashToCurve.Expand(uniform, tag, message);
        VectorCase.Equal(vector.Out.Hex("uniform").AsSpan(), uniform, "uniform");
        byte[] bytes = new byte[32];
        HashToCurve.ToField(uniform).ToBytes(bytes);
        bytes.AsSpan().Reverse();
        VectorCase.Equal(vector.Out.Hex("u").AsSpan(), bytes, "u");
        HashToCurve.Encode(tag, message).Encode(bytes);
        VectorCase.Equal(vector.Out.Hex("point").AsSpan(), bytes, "point");
    }
}
