using System.Text;

namespace Spacemesh.Tools.PostService;

/// <summary>Splits arguments as the reference's command line does: <c>--flag value</c>, <c>--flag=value</c>, <c>-f value</c>, <c>-fvalue</c>, each flag once.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private CommandLine()
    {
    }

    /// <exception cref="UsageException">An argument is unknown, stands twice, or lacks its value.</exception>
    public static CommandLine Parse(string program, IReadOnlyList<ServiceFlag> flags, IReadOnlyList<string> arguments)
    {
        var line = new CommandLine();
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            string? value = null;
            ServiceFlag? flag;
            if (argument.StartsWith("--", StringComparison.Ordinal))
            {
                int equals = argument.IndexOf('=', StringComparison.Ordinal);
                string name = equals < 0 ? argument : argument[..equals];
                value = equals < 0 ? null : argument[(equals + 1)..];
                flag = flags.FirstOrDefault(known => known.Name == name);
            }
            else
            {
                flag = flags.FirstOrDefault(known => known.Short.Length > 0 && argument.StartsWith(known.Short, StringComparison.Ordinal));
                if (flag is not null && argument.Length > flag.Short.Length)
                    value = argument[flag.Short.Length..].TrimStart('=');
            }

            if (flag is null)
                throw new UsageException($"unexpected argument '{argument}' found\n\nUsage: {program} [OPTIONS]");
            if (!flag.IsSwitch && value is null)
                value = ++i < arguments.Count ? arguments[i] : throw new UsageException($"a value is required for '{flag.Name} <{flag.Value}>' but none was supplied");
            if (!line._values.TryAdd(flag.Name, value ?? ""))
                throw new UsageException($"the argument '{flag.Name}{(flag.IsSwitch ? "" : $" <{flag.Value}>")}' cannot be used multiple times\n\nUsage: {program} [OPTIONS]");
        }

        return line;
    }

    public bool Has(string name) => _values.ContainsKey(name);

    public string? Text(string name) => _values.GetValueOrDefault(name);

    /// <summary>A value, or what stands for it where the flag is not given.</summary>
    /// <exception cref="UsageException">The value does not do.</exception>
    public T Value<T>(ServiceFlag flag, T otherwise, Func<string, T> read)
    {
        if (!_values.TryGetValue(flag.Name, out string? text))
            return otherwise;
        try
        {
            return read(text);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException)
        {
            throw new UsageException($"invalid value '{text}' for '{flag.Name} <{flag.Value}>'{(exception.Message.StartsWith('\n') ? "" : ": ")}{exception.Message}");
        }
    }

    public static string Help(string about, string usage, IReadOnlyList<ServiceFlag> flags)
    {
        var text = new StringBuilder(about).Append("\n\nUsage: ").Append(usage).Append("\n\nOptions:\n");
        foreach (var flag in flags)
        {
            string head = $"  {(flag.Short.Length > 0 ? flag.Short + ", " : "    ")}{flag.Name}{(flag.IsSwitch ? "" : $" <{flag.Value}>")}";
            text.Append(head).Append("\n          ").Append(flag.Help).Append('\n');
        }

        return text.ToString();
    }
}
