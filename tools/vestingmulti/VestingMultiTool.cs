using System.Globalization;
using System.Text;
using System.Text.Json;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Vesting;

namespace Spacemesh.VestingMulti;

/// <summary><c>vestingmulti</c>: the vaults of a file, as JSON lines or as a Go function.</summary>
public static class VestingMultiTool
{
    private const int MaxSize = 64 << 20;

    /// <param name="arguments">The command line.</param>
    /// <param name="directory">Where relative paths begin.</param>
    /// <param name="output">Standard output, errors too.</param>
    /// <param name="error">Wrong flags.</param>
    /// <returns>The exit status.</returns>
    public static int Run(IReadOnlyList<string> arguments, string directory, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        string config = "";
        string format = "json";
        string prefix = "sm";
        var flags = new ToolFlags("vestingmulti");
        flags.Add("c", "string", "config in json or csv", text => Keep(ref config, text));
        flags.Add("hrp", "string", "network human readable prefix (default \"sm\")", text => Keep(ref prefix, text));
        flags.Add("out", "string", "output format: json or go (default \"json\")", text => Keep(ref format, text));
        if (flags.Parse(arguments) is { } problem)
        {
            error.Write(problem);
            return 2;
        }

        try
        {
            if (config.Length == 0)
                throw new ToolException("please specify config with -c=<path to file>\n");
            var vaults = Read(config, Path.Combine(directory, config));
            output.Write(format switch
            {
                "json" => string.Concat(vaults.Select(vault => vault.Json(prefix))),
                "go" => Function(vaults, prefix),
                // An unknown format prints nothing, as it always has.
                _ => "",
            });
            return 0;
        }
        catch (ToolException exception)
        {
            output.Write(exception.Message);
            return 1;
        }
    }

    private static string? Keep(ref string place, string text)
    {
        place = text;
        return null;
    }

    private static List<GenesisVault> Read(string name, string path)
    {
        string text;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxSize })
                throw ToolException.Fatal($"{name} is too large");
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw ToolException.Fatal($"open {name}: no such file or directory", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ToolException.Fatal($"open {name}: {exception.Message}", exception);
        }

        return Path.GetExtension(name) switch
        {
            ".csv" => [.. text.Split('\n').Select((line, i) => (Line: line.TrimEnd('\r'), Number: i + 1)).Where(row => row.Line.Length > 0).Select(row => Row(row.Line, row.Number))],
            ".json" => Objects(text),
            _ => throw new ToolException($"unknown file extension for file {name}. expect json or csv"),
        };
    }

    private static GenesisVault Row(string line, int number)
    {
        string[] cells = [.. line.Split(',').Select(cell => cell.Trim().Trim('"'))];
        if (cells.Length < 3 || !GenesisVault.TryAmount(cells[0], out double total) || !Number(cells[1], out int required) || !Number(cells[2], out int keys))
            throw ToolException.Fatal($"line {number}: expected total,required,number of keys,keys");
        return cells.Length - 3 >= keys
            ? GenesisVault.Generate(cells[3..(3 + keys)], required, total)
            : throw ToolException.Fatal($"line {number}: {keys} keys announced, {cells.Length - 3} given");
    }

    private static bool Number(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static List<GenesisVault> Objects(string text)
    {
        var vaults = new List<GenesisVault>();
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { AllowMultipleValues = true });
            while (reader.Read())
            {
                using var document = JsonDocument.ParseValue(ref reader);
                var value = document.RootElement;
                string[] keys = [.. value.GetProperty("keys").EnumerateArray().Select(key => key.GetString() ?? "")];
                vaults.Add(GenesisVault.Generate(keys, value.GetProperty("required").GetInt64(), value.GetProperty("total").GetDouble()));
            }
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw ToolException.Fatal($"expected objects with keys, required and total: {exception.Message}", exception);
        }

        return vaults;
    }

    private static string Function(List<GenesisVault> vaults, string prefix)
    {
        var text = new StringBuilder("func MainnetAccounts() map[string]uint64 {\n    return map[string]uint64{\n");
        foreach (var vault in vaults)
            text.Append(CultureInfo.InvariantCulture, $"        \"{AddressText.Format(vault.Address, prefix)}\": {vault.Arguments.TotalAmount},\n");
        return text.Append("    }\n}\n").ToString();
    }
}
