using System.Globalization;
using System.Numerics;

namespace Spacemesh.Profiler;

/// <summary>Flags of one command: <c>--name value</c>, <c>--name=value</c>, <c>-n value</c>, <c>-nvalue</c>.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <param name="arguments">The command line without the command.</param>
    /// <param name="flags">Long name, short letter or nothing, and whether a value follows.</param>
    public Arguments(IEnumerable<string> arguments, IReadOnlyList<(string Name, char Letter, bool HasValue)> flags)
    {
        var rest = new Queue<string>(arguments);
        while (rest.TryDequeue(out string? argument))
        {
            string? value = null;
            var flag = default((string Name, char Letter, bool HasValue));
            if (argument.StartsWith("--", StringComparison.Ordinal))
            {
                string[] parts = argument[2..].Split('=', 2);
                flag = flags.FirstOrDefault(known => known.Name == parts[0]);
                value = parts.Length == 2 ? parts[1] : null;
            }
            else if (argument.Length >= 2 && argument[0] == '-')
            {
                flag = flags.FirstOrDefault(known => known.Letter == argument[1]);
                value = argument.Length > 2 ? argument[2..].TrimStart('=') : null;
            }

            if (flag.Name is null)
                throw new UsageException($"unexpected argument '{argument}' found");
            if (flag.HasValue && value is null && !rest.TryDequeue(out value))
                throw new UsageException($"a value is required for '--{flag.Name} <{Placeholder(flag.Name)}>' but none was supplied");
            if (!_values.TryAdd(flag.Name, value ?? ""))
                throw new UsageException($"the argument '--{flag.Name} <{Placeholder(flag.Name)}>' cannot be used multiple times");
        }
    }

    public bool Has(string name) => _values.ContainsKey(name);

    public string? Text(string name) => _values.GetValueOrDefault(name);

    public T Number<T>(string name, T standard)
        where T : INumber<T>
    {
        if (!_values.TryGetValue(name, out string? text))
            return standard;
        return T.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= T.Zero
            ? number
            : throw Invalid(name, "invalid number found in string");
    }

    public uint Nonces()
    {
        uint nonces = Number("nonces", 64u);
        if (nonces == 0 || nonces % 16 != 0)
            throw Invalid("nonces", "nonces must be multiple of 16");
        return nonces <= 4096 ? nonces : throw Invalid("nonces", "nonces must be at most 4096");
    }

    public UsageException Invalid(string name, string reason) =>
        new($"invalid value '{_values.GetValueOrDefault(name)}' for '--{name} <{Placeholder(name)}>': {reason}");

    private static string Placeholder(string name) => name.Replace('-', '_').ToUpperInvariant();
}
