using System.Text.RegularExpressions;
using Spacemesh.Smeshing.Tests.World;
using Spacemesh.Testing.Vectors;
using Spacemesh.Tools.PostService;

namespace Spacemesh.Smeshing.Tests.Vectors;

/// <summary>Command lines of post-service. What follows "could not connect" is the text of the reference's library.</summary>
[VectorFile("02-cli")]
public sealed class PostServiceCliVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Text("tool") == "post-service")
            CheckAsync(vector).GetAwaiter().GetResult();
    }

    private static async Task CheckAsync(VectorCase vector)
    {
        using var folder = new TemporaryFolder();
        ReferenceSets.Unpack(vector.File, "fastnet", folder.Path);
        string[] arguments = [.. vector.In.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!.Replace("SETDIR", folder.Path, StringComparison.Ordinal))];
        using var output = new StringWriter();
        using var error = new StringWriter();
        int status = await new PostServiceProgram(output, error, new FastTime(5), null).RunAsync(arguments, CancellationToken.None).WithinLimit();
        VectorCase.Equal(vector.Out.I32("exit_code"), status, $"exit code ({error})");
        VectorCase.Equal(vector.Out.Text("stdout"), output.ToString(), "stdout");
        // The order of what two loops say is chance.
        bool anyOrder = arguments.Contains("--watch-pid");
        VectorCase.Equal(Normal(vector.Out.Text("stderr"), anyOrder), Normal(error.ToString(), anyOrder), "stderr");
    }

    private static string Normal(string text, bool anyOrder)
    {
        text = Regex.Replace(text, @"^\[[0-9TZ:.-]+ ", "[TIME ", RegexOptions.Multiline);
        text = Regex.Replace(text, "could not connect to the node: .*$", "could not connect to the node: REASON", RegexOptions.Multiline);
        // Warnings that the reference does not have.
        text = Regex.Replace(text, @"^\[TIME WARN .*\n", "", RegexOptions.Multiline);
        return anyOrder ? string.Join('\n', text.Split('\n').Distinct().Order(StringComparer.Ordinal)) : text;
    }
}
