using System.Globalization;
using Spacemesh.Primitives;

namespace Spacemesh.Tools.Bootstrapper;

/// <summary>The command line, as users of the reference's program write it (spec 09b §12).</summary>
internal sealed record BootstrapperArguments
{
    public const string Usage = """
        Usage:
          bootstrapper [flags]

        Flags:
              --actives                     generate active set
              --beacon                      generate beacon
              --bitcoin-endpoint string     URL to get bitcoin block hash (default "https://api.blockcypher.com/v1/btc/main")
              --creds string                path to gcloud credential file
              --data-dir string             directory to persist update data (default "/tmp")
              --epoch-offset uint32         number of layers before the next epoch start to publish update (default 1)
              --fallback                    in addition to bootstrap data, also generate fallback data
          -h, --help                        help for bootstrapper
              --level string                logging level (default "info")
              --out string                  gs URI for upload (default "gs://my-bucket")
              --port int                    if starting a server, the port number to use (default 8080)
              --serve-update                if true, starts a http server to serve update too
              --spacemesh-endpoint string   grpc endpoint for a spacemesh node

        """;

    public IReadOnlyList<EpochId> Epochs { get; init; } = [];

    public bool Actives { get; init; }

    public bool Beacon { get; init; }

    public string BitcoinEndpoint { get; init; } = "https://api.blockcypher.com/v1/btc/main";

    public string Credentials { get; init; } = "";

    public string DataFolder { get; init; } = "/tmp";

    public uint EpochOffset { get; init; } = 1;

    public bool Fallback { get; init; }

    public string Level { get; init; } = "info";

    public string Out { get; init; } = "gs://my-bucket";

    public int Port { get; init; } = 8080;

    public bool ServeUpdate { get; init; }

    public string SpacemeshEndpoint { get; init; } = "";

    public bool Help { get; init; }

    /// <exception cref="BootstrapperException">A flag or value cannot be understood.</exception>
    public static BootstrapperArguments Parse(IReadOnlyList<string> arguments)
    {
        var parsed = new BootstrapperArguments();
        var words = new List<string>();
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (!argument.StartsWith('-') || argument.Length == 1)
            {
                words.Add(argument);
                continue;
            }

            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            string name = (equals < 0 ? argument : argument[..equals]).TrimStart('-');
            string? value = equals < 0 ? null : argument[(equals + 1)..];
            if (name is "h" or "help")
                parsed = parsed with { Help = true };
            else if (IsSwitch(name))
                parsed = parsed.With(name, Bool(name, value));
            else
                parsed = parsed.With(name, value ?? (++i < arguments.Count ? arguments[i] : throw new BootstrapperException($"flag needs an argument: --{name}")));
        }

        return parsed with { Epochs = words.Count == 0 ? [] : [.. words[0].Split(',').Select(Epoch)] };
    }

    private static bool IsSwitch(string name) => name is "actives" or "beacon" or "fallback" or "serve-update";

    private static bool Bool(string name, string? value) => value switch
    {
        null or "true" or "1" or "t" or "T" or "TRUE" or "True" => true,
        "false" or "0" or "f" or "F" or "FALSE" or "False" => false,
        _ => throw new BootstrapperException($"invalid argument \"{value}\" for \"--{name}\" flag: strconv.ParseBool: parsing \"{value}\": invalid syntax"),
    };

    private static EpochId Epoch(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint epoch)
            ? new EpochId(epoch)
            : throw new BootstrapperException($"cannot convert {text} to epoch: strconv.Atoi: parsing \"{text}\": invalid syntax");

    private static T Number<T>(string name, string kind, string value)
        where T : System.Numerics.INumber<T> =>
        T.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new BootstrapperException($"invalid argument \"{value}\" for \"--{name}\" flag: strconv.{kind}: parsing \"{value}\": invalid syntax");

    private BootstrapperArguments With(string name, bool value) => name switch
    {
        "actives" => this with { Actives = value },
        "beacon" => this with { Beacon = value },
        "fallback" => this with { Fallback = value },
        _ => this with { ServeUpdate = value },
    };

    private BootstrapperArguments With(string name, string value) => name switch
    {
        "bitcoin-endpoint" => this with { BitcoinEndpoint = value },
        "creds" => this with { Credentials = value },
        "data-dir" => this with { DataFolder = value },
        "epoch-offset" => this with { EpochOffset = Number<uint>(name, "ParseUint", value) },
        "level" => this with { Level = value },
        "out" => this with { Out = value },
        "port" => this with { Port = Number<int>(name, "ParseInt", value) },
        "spacemesh-endpoint" => this with { SpacemeshEndpoint = value },
        _ => throw new BootstrapperException($"unknown flag: --{name}"),
    };
}
