using Spacemesh.Config;
using Spacemesh.Testing.Vectors;
using Spacemesh.Tools.Node.Running;

namespace Spacemesh.Node.Tests.Vectors;

/// <summary>
/// Help and usage errors: usage lines, commands, flags with shorthand, type and default, error lines and exit status are the reference's;
/// the descriptions are our own words, and there are more commands and flags.
/// </summary>
[VectorFile("09b-help")]
public sealed class HelpVectors : VectorSuite
{
    /// <summary>Ours show the default that takes effect (spec 09b §2).</summary>
    private static readonly string[] WrongDefaults = ["peersync-round-interval", "ping-peers"];

    private uint _powFlags;

    public override void Open(VectorFile file)
    {
        // What RandomX is best with is a fact of the machine that printed the texts.
        string help = file.Cases.First(vector => vector.Name == "--help").Out.Text("output");
        _powFlags = uint.Parse(HelpText.Parse(help).Flags["smeshing-opts-verifying-powflags"].Default, System.Globalization.CultureInfo.InvariantCulture);
    }

    public override void Check(VectorCase vector)
    {
        string[] arguments = [.. vector.In.GetProperty("arguments").EnumerateArray().Select(argument => argument.GetString()!)];
        var machine = new MachineProfile { Home = "/home/user", Temporary = "/tmp", Program = "/usr/bin", Processors = 2, PowFlags = _powFlags };
        using var output = new StringWriter();
        using var command = new NodeCommand(output, output, TimeProvider.System, machine);
        int status = command.RunAsync(arguments).GetAwaiter().GetResult();
        VectorCase.Equal(vector.Out.I32("exit_status"), status, "exit status");
        if (arguments is ["version"])
            return;
        var expected = HelpText.Parse(vector.Out.Text("output"));
        var actual = HelpText.Parse(output.ToString());

        // The newest snapshot asks for a file first; the releases, which are followed, do not (spec 09b §3.1).
        if (expected.Error.StartsWith("Error: opening config file: open : ", StringComparison.Ordinal))
            VectorCase.True(actual.Error.StartsWith("Error: loading config: preset ", StringComparison.Ordinal), $"error: {actual.Error}");
        else
            VectorCase.Equal(expected.Error, actual.Error, "error");
        VectorCase.Equal(expected.Usage, actual.Usage, "usage");
        VectorCase.Equal(expected.Last, actual.Last, "last line");
        string[] missing = [.. expected.Commands.Except(actual.Commands)];
        VectorCase.True(missing.Length == 0, $"missing commands: {string.Join(", ", missing)}");
        foreach (var (name, listed) in expected.Flags)
        {
            VectorCase.True(actual.Flags.TryGetValue(name, out var ours), $"--{name} is missing");
            var flag = WrongDefaults.Contains(name) ? listed with { Default = ours!.Default } : listed;
            VectorCase.Equal(flag, ours, $"--{name}");
        }
    }
}
