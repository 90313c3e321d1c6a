using Spacemesh.Config;
using Spacemesh.Config.Flags;
using Spacemesh.Node.Logging;
using Spacemesh.Node.Parameters;

namespace Spacemesh.Tools.Node.Running;

/// <summary><c>config show|check|init</c>: the effective configuration with where each value comes from, whether it works, and a file to begin with.</summary>
internal static class ConfigCommand
{
    private const string NetworkFlag = "--network";

    /// <summary>Takes <c>--network NAME</c>, which only <c>config init</c> knows, out of a command line.</summary>
    public static IReadOnlyList<string> TakeNetwork(IReadOnlyList<string> arguments, out string? network)
    {
        network = null;
        if (arguments.Count == 0 || arguments[0] != "config")
            return arguments;
        var rest = new List<string>();
        for (int i = 0; i < arguments.Count; i++)
        {
            if (arguments[i].StartsWith(NetworkFlag + "=", StringComparison.Ordinal))
                network = arguments[i][(NetworkFlag.Length + 1)..];
            else if (arguments[i] == NetworkFlag && i + 1 < arguments.Count)
                network = arguments[++i];
            else
                rest.Add(arguments[i]);
        }

        return rest;
    }

    public static int Run(CommandLine line, string? network, MachineProfile machine, TextWriter output, TextWriter error)
    {
        try
        {
            switch (line.Words.Count > 1 ? line.Words[1] : "")
            {
                case "show":
                    Show(NodeConfiguration.Load(line, machine), output);
                    return ExitStatus.Success;
                case "check":
                    return Check(NodeConfiguration.Load(line, machine), output);
                case "init":
                    return Init(network ?? "", line.Words.Count > 2 ? line.Words[2] : null, machine, output);
                default:
                    error.WriteLine("""
                        Error: say what to do with the configuration:
                          config show  [flags]                   every effective value and where it comes from
                          config check [flags]                   whether a node could run with it
                          config init --network NAME [FILE]      a file to begin with (mainnet, testnet, fastnet, standalone)
                        """);
                    return ExitStatus.Failure;
            }
        }
        catch (Exception e) when (e is ConfigurationException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"Error: {e.Message}");
            return ExitStatus.Failure;
        }
    }

    private static void Show(NodeConfiguration configuration, TextWriter output)
    {
        foreach (var (path, value) in configuration.Root.Flatten())
            output.WriteLine($"{path} = {value}    ({configuration.OriginOf(path)})");
        foreach (string warning in configuration.Warnings)
            output.WriteLine($"warning: {warning}");
    }

    private static int Check(NodeConfiguration configuration, TextWriter output)
    {
        var parameters = NodeParameters.Of(configuration);
        LogLevels.Read(configuration["logging"]);
        foreach (string warning in configuration.Warnings)
            output.WriteLine($"warning: {warning}");
        output.WriteLine($"The configuration is good. Network {parameters.Network.GenesisId}, genesis {parameters.Genesis.Time}, data in {configuration["main"].Text("data-folder")}.");
        return ExitStatus.Success;
    }

    private static int Init(string network, string? file, MachineProfile machine, TextWriter output)
    {
        string preset = network is Presets.Mainnet ? "" : network;
        var configuration = NodeConfiguration.OfPreset(preset, machine);
        string text = $$"""
            {{{(preset.Length == 0 ? "" : $"\n  \"preset\": \"{preset}\",")}}
              "main": {
                "data-folder": {{Json(configuration["main"].Text("data-folder"))}}
              },
              "smeshing": {
                "smeshing-start": false,
                "smeshing-coinbase": "",
                "smeshing-opts": {
                  "smeshing-opts-datadir": {{Json(configuration["smeshing.smeshing-opts"].Text("smeshing-opts-datadir"))}},
                  "smeshing-opts-numunits": 4
                }
              }
            }

            """;
        if (file is null)
        {
            output.Write(text);
            return ExitStatus.Success;
        }

        using (var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write))
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        output.WriteLine($"{file} written. Set the coinbase and the folder of the PoST data, then run: spacemesh --config {file}");
        return ExitStatus.Success;
    }

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
