namespace Spacemesh.Tools.MergeNodes;

/// <summary>The command line of <c>merge-nodes</c> (spec 04 §17).</summary>
internal sealed class MergeProgram(TextWriter output, TextWriter error, TimeProvider time)
{
    private const string Usage = """
        Usage:
          merge-nodes -f <dir> -t <dir> [flags]

        Flags:
          -f, --from data   The data folder to read identities from and merge into `to`
          -h, --help        help for merge-nodes
          -t, --to data     The data folder to write the merged node to. Can be an existing remote node or empty.
              --dry-run     Check everything and say what would be merged; change nothing
              --src data    The same as --from
              --dst data    The same as --to

        """;

    private const string About = "Merges the identities of one node, and what it has stored for them, into another node. Both nodes must be stopped and set up for remote smeshing; the source is not changed.";

    /// <summary>0 for success, 1 for any failure.</summary>
    public int Run(IReadOnlyList<string> arguments)
    {
        try
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            bool dryRun = false;
            for (int i = 0; i < arguments.Count; i++)
            {
                string argument = arguments[i];
                if (argument is "-h" or "--help")
                {
                    output.Write($"{About}\n\n{Usage}");
                    return 0;
                }

                if (argument == "--dry-run")
                {
                    dryRun = true;
                    continue;
                }

                var (name, value) = Split(argument);
                values[name] = value ?? (++i < arguments.Count ? arguments[i] : throw new MergeException($"flag needs an argument: {argument}"));
            }

            string[] missing = [.. new[] { "from", "to" }.Where(name => !values.ContainsKey(name)).Select(name => $"\"{name}\"")];
            if (missing.Length > 0)
                throw new MergeException($"required flag(s) {string.Join(", ", missing)} not set");
            var merge = new NodeMerge(values["from"], values["to"], new MergeLog(error, time));
            if (dryRun)
                merge.Preview(output);
            else
                merge.Run();
            return 0;
        }
        catch (MergeException exception)
        {
            error.Write($"Error: {exception.Message}\n{Usage}\n");
            return 1;
        }
    }

    private static (string Name, string? Value) Split(string argument)
    {
        if (argument.StartsWith("--", StringComparison.Ordinal))
        {
            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? argument[2..] : argument[2..equals];
            return (name switch
            {
                "from" or "src" => "from",
                "to" or "dst" => "to",
                _ => throw new MergeException($"unknown flag: --{name}"),
            }, equals < 0 ? null : argument[(equals + 1)..]);
        }

        if (!argument.StartsWith('-') || argument.Length < 2)
            throw new MergeException($"unknown command \"{argument}\" for \"merge-nodes\"");
        string? rest = argument.Length > 2 ? argument[2..].TrimStart('=') : null;
        return argument[1] switch
        {
            'f' => ("from", rest),
            't' => ("to", rest),
            var letter => throw new MergeException($"unknown shorthand flag: '{letter}' in {argument}"),
        };
    }
}
