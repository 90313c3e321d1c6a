using System.Globalization;
using System.Numerics;

namespace Spacemesh.InitializerTool;

/// <summary>The command line (spec 02 §12.3).</summary>
public sealed record ToolOptions
{
    private const double DefaultFraction = 5;

    /// <summary><c>initialize</c>, <c>list-providers</c>, <c>verify-data</c> or <c>help</c>.</summary>
    public string Command { get; private set; } = "initialize";

    /// <summary><c>cpu</c> or <c>gpu</c>.</summary>
    public string Method { get; private set; } = "gpu";

    public ulong N { get; private set; } = 8192;

    public ulong LabelsPerUnit { get; private set; } = 65536;

    public ulong MaxFileSize { get; private set; } = 4294967296;

    public uint Units { get; private set; } = 1;

    public byte[] NodeId { get; private set; } = Convert.FromBase64String("hBGTHs44tav7YR87sRVafuzZwObCZnK1Z/exYpxwqSQ=");

    public byte[] CommitmentAtxId { get; private set; } = Convert.FromBase64String("ZuxocVjIYWfv7A/K1Lmm8+mNsHzAZaWVpbl5+KINx+I=");

    public string Output { get; private set; } = "./post-data";

    public uint? Provider { get; private set; }

    public string? Input { get; private set; }

    public double Fraction { get; private set; } = DefaultFraction;

    public ulong FirstLabelIndex { get; private set; }

    /// <exception cref="ToolException">A mistake; code 2.</exception>
    public static ToolOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ToolOptions();
        bool named = false;
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            string? value = null;
            if (argument.StartsWith("--", StringComparison.Ordinal) && argument.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
                (argument, value) = (argument[..equals], argument[(equals + 1)..]);
            if (argument is "-h" or "--help")
                return options with { Command = "help" };
            if (argument is "-V" or "--version")
                return options with { Command = "version" };
            if (!argument.StartsWith('-'))
            {
                options.Positional(argument, ref named);
                continue;
            }

            value ??= i + 1 < arguments.Count ? arguments[++i] : throw Mistake($"a value is required for '{argument}' but none was supplied");
            options.Set(argument, value);
        }

        return options;
    }

    private static ToolException Mistake(string text) => new(2, $"error: {text}\n\nFor more information, try '--help'.");

    private void Positional(string argument, ref bool named)
    {
        if (!named && argument is "initialize" or "list-providers" or "verify-data" or "help")
            Command = argument;
        else if (argument is "cpu" or "gpu" && Command == "initialize")
            Method = argument;
        else if (Command == "initialize")
            throw Mistake($"invalid value '{argument}' for '[METHOD]'\n  [possible values: cpu, gpu]");
        else
            throw Mistake($"unexpected argument '{argument}' found");
        named = true;
    }

    private void Set(string flag, string value)
    {
        bool verifies = Command == "verify-data";
        switch (flag)
        {
            case "-n" or "--n":
                N = Number<ulong>(flag, value);
                break;
            case "-l" or "--labels-per-unit" when !verifies:
                LabelsPerUnit = Number<ulong>(flag, value);
                break;
            case "-m" or "--max-file-size" when !verifies:
                MaxFileSize = Number<ulong>(flag, value);
                break;
            case "-u" or "--units" when !verifies:
                Units = Number<uint>(flag, value);
                break;
            case "--node-id":
                NodeId = Id(flag, value);
                break;
            case "--commitment-atx-id":
                CommitmentAtxId = Id(flag, value);
                break;
            case "--output" when !verifies:
                Output = value;
                break;
            case "--provider" when !verifies:
                Provider = Number<uint>(flag, value);
                break;
            case "-i" or "--input" when verifies:
                Input = value;
                break;
            case "-f" or "--fraction" when verifies:
                Fraction = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double fraction)
                    ? fraction
                    : throw Mistake($"invalid value '{value}' for '{flag}': invalid float literal");
                break;
            case "--first-label-index" when verifies:
                FirstLabelIndex = Number<ulong>(flag, value);
                break;
            default:
                throw Mistake($"unexpected argument '{flag}' found");
        }
    }

    private static T Number<T>(string flag, string value)
        where T : INumber<T> =>
        T.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Mistake($"invalid value '{value}' for '{flag}': invalid digit found in string");

    private static byte[] Id(string flag, string value)
    {
        try
        {
            byte[] id = Convert.FromBase64String(value);
            return id.Length == 32 ? id : throw Mistake($"invalid value '{value}' for '{flag}': {id.Length} bytes, 32 are needed");
        }
        catch (FormatException)
        {
            throw Mistake($"invalid value '{value}' for '{flag}': no base64");
        }
    }
}
