using System.Text.Json;
using Spacemesh.Poet.Server.Configuration;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-config")]
internal sealed class ConfigVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        using var folder = new TemporaryFolder();
        var arguments = vector.In.Has("args") ? vector.In.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!).ToList() : [];
        string file = folder["p.conf"];
        if (vector.In.Has("ini"))
        {
            File.WriteAllText(file, vector.In.Text("ini"));
            arguments.AddRange(["--configfile", file]);
        }

        ServerConfiguration configuration;
        try
        {
            configuration = ServerConfiguration.Load(arguments, "<cache>");
        }
        catch (ConfigurationException exception)
        {
            VectorCase.True(vector.Out.Has("error"), exception.Message);
            VectorCase.Equal(vector.Out.Text("error").Replace("<dir>", folder.Path, StringComparison.Ordinal), exception.Message, "text");
            return;
        }

        VectorCase.True(!vector.Out.Has("error"), "accepted, though the reference refuses");
        Compare(vector.Out, configuration);
    }

    private static void Compare(JsonElement expected, ServerConfiguration configuration)
    {
        foreach (var property in expected.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                Compare(property.Value, configuration);
                continue;
            }

            string text = property.Value.ValueKind switch
            {
                JsonValueKind.String => property.Value.GetString()!,
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => property.Value.GetRawText(),
            };
            VectorCase.Equal(text == "start time" ? "" : text, configuration[property.Name], property.Name);
        }
    }
}
