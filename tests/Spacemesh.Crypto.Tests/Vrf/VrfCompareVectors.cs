using Spacemesh.Crypto.Vrf;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Vrf;

[VectorFile("01-vrf-compare")]
public sealed class VrfCompareVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var a = VrfSignature.FromBytes(vector.In.Hex("a"));
        VrfSignature? b = vector.In.Has("b") ? VrfSignature.FromBytes(vector.In.Hex("b")) : null;
        VectorCase.Equal(vector.Out.I32("cmp"), VrfOrder.CompareLittleEndian(a, b), "cmp");
        if (b is { } other)
            VectorCase.Equal(-vector.Out.I32("cmp"), VrfOrder.CompareLittleEndian(other, a), "cmp the other way");
        VectorCase.Equal(vector.Out.I32("lsb"), VrfOrder.LeastSignificantBit(a), "lsb");
    }
}
