using System.Text.Json;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Addresses;

[VectorFile("01-genesis")]
public sealed class GenesisVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        bool parsed = GenesisTime.TryParse(vector.In.Text("time"), out var time, out string error);
        VectorCase.Equal(vector.Out.Has("error") ? vector.Out.Text("error") : "", error, "error");
        if (!parsed)
            return;
        string extraData = vector.In.Text("extra_data");
        VectorCase.Equal(vector.Out.I64("unix"), time.UnixSeconds, "unix");
        VectorCase.Equal(vector.Out.Text("golden_atx"), Genesis.GoldenAtx(time.UnixSeconds, extraData).ToHex(), "golden_atx");
        VectorCase.Equal(vector.Out.Text("genesis_id"), Genesis.Id(time.UnixSeconds, extraData).ToHex(), "genesis_id");
        VectorCase.Equal(vector.Out.Text("validate"), Genesis.Validate(extraData) ?? "ok", "validate");
        string json = vector.Out.Text("json");
        VectorCase.Equal(json.Length > 0, time.IsPrintable, "printable");
        if (json.Length > 0)
        {
            using var document = JsonDocument.Parse(json);
            VectorCase.Equal(document.RootElement.Text("GenesisTime"), time.ToString(), "GenesisTime");
        }
    }
}
