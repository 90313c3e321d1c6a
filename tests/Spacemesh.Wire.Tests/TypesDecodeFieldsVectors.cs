using System.Text.Json;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Fuzz;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-types-decode-fields")]
internal sealed class TypesDecodeFieldsVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var entry = WireCatalogue.Find(vector.In.Text("type"));
        byte[] prefix = vector.In.Hex("prefix");
        byte[] suffix = vector.In.Hex("suffix");
        var variants = vector.In.GetProperty("variants");
        var results = vector.Out.GetProperty("results");
        VectorCase.Equal(variants.GetArrayLength(), results.GetArrayLength(), "number of results");
        for (int i = 0; i < variants.GetArrayLength(); i++)
        {
            string what = $"variant {variants[i]}";
            object? value = entry.Decode([.. prefix, .. variants[i].Hex(), .. suffix], out var error);
            VectorCase.True(results[i].Flag("ok") == value is not null, $"{what}: expected ok = {results[i].Flag("ok")}, actual {value ?? error}");
            if (value is null)
                continue;
            var re = results[i].GetProperty("re");
            byte[] expected = re.ValueKind == JsonValueKind.Object ? re.Hex("full") : [.. prefix, .. re.Hex(), .. suffix];
            VectorCase.Equal(expected, entry.Encode(value), $"{what}: re-encoding");
        }
    }
}
