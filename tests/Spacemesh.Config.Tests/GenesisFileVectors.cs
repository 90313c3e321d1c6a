using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Spacemesh.Config.Flags;
using Spacemesh.Config.Genesis;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Config.Tests;

/// <summary>Texts of genesis.json with the ids that they make, and comparisons of files with a configuration that the case's name tells.</summary>
[VectorFile("09b-genesis-file")]
public sealed partial class GenesisFileVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("flags"))
            CheckText(vector);
        else
            CheckComparison(vector);
    }

    private static void CheckText(VectorCase vector)
    {
        var line = CommandLine.Parse([.. vector.In.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()!)]);
        var settings = GenesisSettings.Of(NodeConfiguration.Load(line, VectorMachine.Profile, null, ""));
        VectorCase.Equal(vector.Out.Text("file"), settings.ToText(), "file");
        VectorCase.Equal(vector.Out.I32("length"), Encoding.UTF8.GetByteCount(settings.ToText()), "length");
        VectorCase.Equal(vector.Out.Text("genesis_id"), settings.Id.ToHex(), "genesis id");
        VectorCase.Equal(vector.Out.Text("golden_atx"), settings.GoldenAtx.ToHex(), "golden ATX");
        VectorCase.Equal(vector.Out.Flag("equal_after_reload"), GenesisSettings.Parse(settings.ToText()).IsSame(settings), "equal after reload");
        VectorCase.Equal(vector.Out.Has("validate_error") ? vector.Out.Text("validate_error") : null, settings.Validate(), "validation");
    }

    private static void CheckComparison(VectorCase vector)
    {
        var named = Configured().Match(vector.Name);
        VectorCase.True(named.Success, "the name does not tell the configuration");
        var settings = GenesisSettings.Parse(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"GenesisTime\":\"{named.Groups["time"].Value}\",\"ExtraData\":\"{named.Groups["extra"].Value}\",\"Accounts\":{named.Groups["accounts"].Value}}}"));
        GenesisSettings existing;
        try
        {
            existing = GenesisSettings.Parse(vector.In.Text("file"));
        }
        catch (FormatException e)
        {
            VectorCase.Equal(vector.Out.Has("load_error") ? vector.Out.Text("load_error") : null, e.Message, "load error");
            return;
        }

        // Ours takes no accounts for an empty set of them.
        bool sameButNull = existing.Accounts is null != (settings.Accounts is null) && (existing.Accounts ?? settings.Accounts)!.Count == 0;
        VectorCase.Equal(vector.Out.Flag("equal") || sameButNull, existing.IsSame(settings), "equal");
        VectorCase.Equal(existing.IsSame(settings), existing.DifferencesTo(settings).Count == 0, "differences");
    }

    [GeneratedRegex("time (?<time>[^ ,]+), extra data (?<extra>[^,]*), accounts (?<accounts>.*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Configured();
}
