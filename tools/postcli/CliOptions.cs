using System.Globalization;

namespace Spacemesh.Postcli;

/// <summary>What the command line asks for.</summary>
public sealed class CliOptions
{
    public const ulong DefaultLabelsPerUnit = 4294967296;
    public const ulong DefaultScryptN = 8192;
    private const ulong DefaultMaxFileSize = 4294967296;
    private const double DefaultFraction = 0.2;

    private const string Epilogue = """

        Beyond the reference:
          -datadir may name several directories, on different drives, separated as the system separates paths
          -provider may be a list (0,1,4294967295), or auto, which measures all and takes the fastest
          -fit dir          print how many units fit on the file system of dir, and exit
          -grow             extend existing data to the given number of units
          -merge dirs       copy files initialized apart into datadir, merge their metadata, and exit
          -node address     take the commitment ATX from a node's JSON API (http://127.0.0.1:9094)
          -printFinished    print the data files that are final and safe to copy, and exit
          -repair           look for wrong labels (-fraction, -fromFile, -toFile; all by default), rewrite them, and exit
          -threads n        cores to compute on (all by default)
          -throttle         keep to half of these cores

        """;

    private readonly FlagSet _flags = new("postcli") { Epilogue = Epilogue };

    public CliOptions(string home)
    {
        DataDir = $"{home}/post/data";
        _flags.Add("commitmentAtxId", "string", "commitment atx id, in hex (required)", null, text => CommitmentAtxId = text);
        _flags.Add("datadir", "string", "filesystem datadir path", $"\"{DataDir}\"", text => DataDir = text);
        _flags.Add("fraction", "float", "how much % of POS data to verify. Sane values are < 1.0", "0.2", text => Fraction = Number(text));
        _flags.AddInteger("fromFile", "index of the first file to init (inclusive)", value => FromFile = value);
        _flags.AddSwitch("genproof", "generate proof as a sanity test, after initialization", value => GenProof = value);
        _flags.Add("id", "string", "miner's id (public key), in hex (will be auto-generated if not provided)", null, text => Id = text);
        _flags.AddUnsigned("labelsPerUnit", "the number of labels per unit", DefaultLabelsPerUnit, value => LabelsPerUnit = value);
        _flags.Add("logLevel", "value", "log level (debug, info, warn, error, dpanic, panic, fatal)", "info", text => Level = ParseLevel(text));
        _flags.AddUnsigned("maxFileSize", "max file size", DefaultMaxFileSize, value => MaxFileSize = value);
        _flags.AddUnsigned("numUnits", "number of units (required)", 0, value => NumUnits = value);
        _flags.AddSwitch("printConfig", "print the used config and options", value => PrintConfig = value);
        _flags.AddSwitch("printNumFiles", "print the total number of files that would be initialized", value => PrintNumFiles = value);
        _flags.AddSwitch("printProviders", "print the list of compute providers", value => PrintProviders = value);
        _flags.Add("provider", "uint", "compute provider id (required)", null, text => Provider = CheckProvider(text));
        _flags.AddSwitch("reset", "whether to reset the datadir before starting", value => Reset = value);
        _flags.AddUnsigned("scryptN", "scrypt N parameter", DefaultScryptN, value => ScryptN = value);
        _flags.AddSwitch("searchForNonce", "search for VRF nonce in already initialized files", value => SearchForNonce = value);
        _flags.AddInteger("toFile", "index of the last file to init (inclusive). Will init to the end of declared space if not provided.", value => ToFile = value);
        _flags.AddSwitch("verify", "verify initialized data", value => Verify = value);
        _flags.AddSwitch("yes", "confirm potentially dangerous actions", value => Yes = value);

        _flags.Add("fit", "string", "", null, text => Fit = text, hidden: true);
        _flags.AddSwitch("grow", "", value => Grow = value, hidden: true);
        _flags.Add("merge", "string", "", null, text => Merge = text, hidden: true);
        _flags.Add("node", "string", "", null, text => Node = text, hidden: true);
        _flags.AddSwitch("printFinished", "", value => PrintFinished = value, hidden: true);
        _flags.AddSwitch("repair", "", value => Repair = value, hidden: true);
        _flags.AddUnsigned("threads", "", 0, value => Threads = (int)value, int.MaxValue, hidden: true);
        _flags.AddSwitch("throttle", "", value => Throttle = value, hidden: true);
    }

    public string CommitmentAtxId { get; set; } = "";

    public string DataDir { get; private set; }

    public double Fraction { get; private set; } = DefaultFraction;

    public long FromFile { get; private set; }

    public long? ToFile { get; private set; }

    public bool GenProof { get; private set; }

    public string Id { get; private set; } = "";

    public ulong LabelsPerUnit { get; private set; } = DefaultLabelsPerUnit;

    public ulong ScryptN { get; private set; } = DefaultScryptN;

    public LogLevel Level { get; private set; } = LogLevel.Info;

    public ulong MaxFileSize { get; private set; } = DefaultMaxFileSize;

    public ulong NumUnits { get; private set; }

    public bool PrintConfig { get; private set; }

    public bool PrintNumFiles { get; private set; }

    public bool PrintProviders { get; private set; }

    /// <summary>Ids separated by commas, or <c>auto</c>; empty when not given.</summary>
    public string Provider { get; private set; } = "";

    public bool Reset { get; private set; }

    public bool SearchForNonce { get; private set; }

    public bool Verify { get; private set; }

    public bool Yes { get; private set; }

    public string? Fit { get; private set; }

    public bool Grow { get; private set; }

    public string? Merge { get; private set; }

    public string? Node { get; private set; }

    public bool PrintFinished { get; private set; }

    public bool Repair { get; private set; }

    /// <summary>0 for all cores.</summary>
    public int Threads { get; private set; }

    public bool Throttle { get; private set; }

    public void Parse(IReadOnlyList<string> arguments, TextWriter error) => _flags.Parse(arguments, error);

    public bool IsGiven(string flag) => _flags.IsGiven(flag);

    /// <summary>Provider ids on the command line.</summary>
    public IReadOnlyList<uint> ProviderIds() =>
        Provider is "" or "auto" ? [] : [.. Provider.Split(',').Select(text => uint.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture))];

    private static string CheckProvider(string text)
    {
        if (text == "auto")
            return text;
        foreach (string id in text.Split(','))
        {
            if (!uint.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                throw new FormatException(id.Length > 0 && id.All(char.IsAsciiDigit) ? "value out of range" : "parse error");
        }

        return text;
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : throw new FormatException("parse error");

    private static LogLevel ParseLevel(string text) =>
        Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) && text.All(char.IsAsciiLetter) ? level : throw new FormatException($"unrecognized level: \"{text}\"");
}
