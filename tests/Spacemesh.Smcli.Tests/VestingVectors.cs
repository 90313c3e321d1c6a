using Spacemesh.Testing.Vectors;
using Spacemesh.Vesting;
using Spacemesh.VestingMulti;

namespace Spacemesh.Smcli.Tests;

/// <summary>Runs of vesting and vestingmulti; a crash of the reference must be an error with exit status 1.</summary>
[VectorFile("07-vesting-tools")]
public sealed class VestingVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var directory = Directory.CreateTempSubdirectory("vesting-");
        try
        {
            if (vector.In.Has("files"))
            {
                foreach (var file in vector.In.GetProperty("files").EnumerateObject())
                    File.WriteAllText(Path.Combine(directory.FullName, file.Name), file.Value.GetString());
            }

            string[] arguments = [.. vector.In.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!)];
            var (output, error) = (new StringWriter(), new StringWriter());
            int exit = vector.In.Text("tool") == "vesting"
                ? VestingTool.Run(arguments, output, error)
                : VestingMultiTool.Run(arguments, directory.FullName, output, error);
            if (vector.Out.Text("stderr").StartsWith("panic", StringComparison.Ordinal))
            {
                VectorCase.Equal(1, exit, "exit status");
                VectorCase.True(output.ToString().StartsWith("fatal error:  ", StringComparison.Ordinal), $"the text {output}");
                return;
            }

            VectorCase.Equal(vector.Out.I32("exit"), exit, "exit status");
            VectorCase.Equal(vector.Out.Text("stdout"), output.ToString(), "stdout");
            VectorCase.Equal(vector.Out.Text("stderr"), error.ToString(), "stderr");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
