namespace Spacemesh.Poet.Server.Configuration;

/// <summary>Flags as the reference takes them: <c>--name value</c>, <c>--name=value</c>, <c>-x value</c>, <c>-xvalue</c>. Other words are ignored.</summary>
internal static class CommandLine
{
    /// <exception cref="ConfigurationException">A flag is unknown or lacks its value.</exception>
    public static List<(ServerOption Option, string Value)> Read(IReadOnlyList<string> arguments, out bool help)
    {
        var given = new List<(ServerOption, string)>();
        help = false;
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (argument == "--")
                break;
            if (argument is "--help" or "-h")
            {
                help = true;
                continue;
            }

            if (argument.Length < 2 || argument[0] != '-')
                continue;
            var (option, attached) = argument.StartsWith("--", StringComparison.Ordinal) ? Long(argument) : Short(argument);
            if (attached is null && option.Kind == OptionKind.Flag)
                attached = "true";
            if (attached is null && i + 1 >= arguments.Count)
                throw new ConfigurationException($"expected argument for flag `--{option.Name}'");
            given.Add((option, attached ?? arguments[++i]));
        }

        return given;
    }

    private static (ServerOption Option, string? Value) Long(string argument)
    {
        int equals = argument.IndexOf('=');
        string name = equals < 0 ? argument[2..] : argument[2..equals];
        var option = ServerOption.All.FirstOrDefault(option => option.Name == name) ?? throw new ConfigurationException($"unknown flag `{name}'");
        return (option, equals < 0 ? null : argument[(equals + 1)..]);
    }

    private static (ServerOption Option, string? Value) Short(string argument)
    {
        var option = ServerOption.All.FirstOrDefault(option => option.Short == argument[1]) ?? throw new ConfigurationException($"unknown flag `{argument[1]}'");
        string rest = argument[2..].TrimStart('=');
        return (option, rest.Length > 0 ? rest : null);
    }
}
