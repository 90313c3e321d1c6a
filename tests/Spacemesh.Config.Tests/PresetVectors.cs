using Spacemesh.Config.Genesis;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Config.Tests;

/// <summary>Every field of the effective configuration without options and of each preset.</summary>
[VectorFile("09b-config-presets")]
public sealed class PresetVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var configuration = vector.In.ValueKind != System.Text.Json.JsonValueKind.Undefined && vector.In.Has("preset")
            ? NodeConfiguration.OfPreset(vector.In.Text("preset"), VectorMachine.Profile)
            : NodeConfiguration.Defaults(VectorMachine.Profile);
        var expected = ConfigTree.Leaves(vector.Out.GetProperty("config"));
        expected.Remove("main/poet-server"); // A field that takes no value.
        var actual = ConfigTree.Leaves(configuration);
        foreach (var (path, value) in expected)
            VectorCase.Equal(value, actual.GetValueOrDefault(path, "absent"), path);
        foreach (string path in actual.Keys.Where(path => !VectorMachine.IsOwn(path) && path != "main/poet-server"))
            VectorCase.True(expected.ContainsKey(path), $"{path} is not a key of the reference");
        if (vector.Out.Has("genesis_id"))
            VectorCase.Equal(vector.Out.Text("genesis_id"), GenesisSettings.Of(configuration).Id.ToHex(), "genesis id");
    }
}
