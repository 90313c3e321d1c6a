using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Fuzz;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-types-decode-random")]
internal sealed class TypesDecodeRandomVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var entry = WireCatalogue.Find(vector.In.Text("type"));
        byte[] bytes = vector.In.Hex("bytes");
        object? value = entry.Decode(bytes, out var error);
        VectorCase.True(vector.Out.Flag("ok") == value is not null, $"expected ok = {vector.Out.Flag("ok")}, actual {value ?? error}");
        if (value is not null)
            VectorCase.Equal(vector.Out.Text("re") == "same" ? bytes : vector.Out.Hex("re"), entry.Encode(value), "re-encoding");
    }
}
