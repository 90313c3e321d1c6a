using System.Globalization;
using System.Net;
using Spacemesh.Post;
using Spacemesh.Post.Remote.PowService;
using Spacemesh.Post.Remote.Tls;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Tools.PostService;

/// <summary>The command line of <c>post-service</c> (spec 02 §9.2).</summary>
internal sealed record ServiceArguments
{
    private const string Program = "post-service";

    private static readonly ServiceFlag Dir = new("--dir", "-d", "DIR", "The directory of the PoST data; several of one identity on different drives are separated as the system separates paths");
    private static readonly ServiceFlag Address = new("--address", "-a", "ADDRESS", "The node to connect to, e.g. http://127.0.0.1:9094");
    private static readonly ServiceFlag ReconnectInterval = new("--reconnect-interval-s", "", "RECONNECT_INTERVAL_S", "Seconds between two attempts to connect [default: 5]");
    private static readonly ServiceFlag MaxRetriesFlag = new("--max-retries", "", "MAX_RETRIES", "Attempts to connect that may be repeated before giving up; any number if not given");
    private static readonly ServiceFlag WatchPidFlag = new("--watch-pid", "", "WATCH_PID", "Exit when this process is gone");
    private static readonly ServiceFlag OperatorAddressFlag = new("--operator-address", "", "OPERATOR_ADDRESS", "Serve the operator API at this address (ip:port); off if not given");
    private static readonly ServiceFlag MinUnits = new("--min-num-units", "", "MIN_NUM_UNITS", "The minimum number of units in the PoST data [default: 4]");
    private static readonly ServiceFlag MaxUnits = new("--max-num-units", "", "MAX_NUM_UNITS", "The maximum number of units in the PoST data [default: 4294967295]");
    private static readonly ServiceFlag K1 = new("--k1", "", "K1", "Good labels that a nonce has on average [default: 26]");
    private static readonly ServiceFlag K2 = new("--k2", "", "K2", "Indices in a proof [default: 37]");
    private static readonly ServiceFlag Difficulty = new("--pow-difficulty", "", "POW_DIFFICULTY", "Threshold of the proof of work, 64 hex digits [default: that of mainnet]");
    private static readonly ServiceFlag ScryptN = new("-n", "-n", "N", "scrypt N, to verify finished proofs [default: 8192]");
    private static readonly ServiceFlag ScryptR = new("-r", "-r", "R", "scrypt r [default: 1]");
    private static readonly ServiceFlag ScryptP = new("-p", "-p", "P", "scrypt p [default: 1]");
    private static readonly ServiceFlag ThreadsFlag = new("--threads", "", "THREADS", "Threads to prove with; 0 for all cores");
    private static readonly ServiceFlag Pinned = new("--pinned-cores", "", "PINNED_CORES", "Cores to prove on, one pinned thread each, e.g. 0,2,4");
    private static readonly ServiceFlag NoncesFlag = new("--nonces", "", "NONCES", "Nonces tried in one pass over the data, a multiple of 16 up to 4096 [default: 128]");
    private static readonly ServiceFlag Mode = new("--randomx-mode", "", "RANDOMX_MODE", "fast (2 GiB of memory) or light [default: fast]");
    private static readonly ServiceFlag CaCert = new("--ca-cert", "", "CA_CERT", "CA certificate of the node (PEM)");
    private static readonly ServiceFlag Cert = new("--cert", "", "CERT", "Certificate of this service (PEM)");
    private static readonly ServiceFlag Key = new("--key", "", "KEY", "Key of that certificate (PEM)");
    private static readonly ServiceFlag DomainFlag = new("--domain", "", "DOMAIN", "Name in the node's certificate, if it is not the host of the address");
    private static readonly ServiceFlag RemotePow = new("--remote-k2pow", "", "URL", "k2pow-service to find the proofs of work");
    private static readonly ServiceFlag RemotePowParallelism = new("--remote-k2pow-parallelism", "", "N", "Nonce groups asked for at a time [default: 5]");
    private static readonly ServiceFlag RemotePowBackoff = new("--remote-k2pow-backoff", "", "DURATION", "Pause before a group is asked for again [default: 5s]");
    private static readonly ServiceFlag HelpFlag = new("--help", "-h", "", "Print help");
    private static readonly ServiceFlag VersionFlag = new("--version", "-V", "", "Print version");

    private static readonly ServiceFlag[] Flags =
    [
        Dir, Address, ReconnectInterval, MaxRetriesFlag, WatchPidFlag, OperatorAddressFlag, MinUnits, MaxUnits, K1, K2, Difficulty, ScryptN, ScryptR, ScryptP, ThreadsFlag, Pinned,
        NoncesFlag, Mode, CaCert, Cert, Key, DomainFlag, RemotePow, RemotePowParallelism, RemotePowBackoff, HelpFlag, VersionFlag,
    ];

    public required string DataDirectory { get; init; }

    public required string Node { get; init; }

    public TimeSpan Reconnect { get; init; }

    public uint? MaxRetries { get; init; }

    public int? WatchPid { get; init; }

    public IPEndPoint? OperatorAddress { get; init; }

    public required PostConfig Network { get; init; }

    /// <summary>0 for all; null where only cores are pinned.</summary>
    public int? Threads { get; init; }

    public IReadOnlyList<int>? PinnedCores { get; init; }

    public uint Nonces { get; init; }

    public bool IsFast { get; init; }

    public ClientTlsFiles? Tls { get; init; }

    public string? Domain { get; init; }

    public RemotePowOptions? Pow { get; init; }

    public static string HelpText => CommandLine.Help("Proves PoST data for a Spacemesh node", $"{Program} --dir <DIR> --address <ADDRESS> <--threads <THREADS>|--pinned-cores <PINNED_CORES>...>", Flags);

    /// <summary>What a command line asks for instead of a run: a text to print; null for a run.</summary>
    public static string? Question(IReadOnlyList<string> arguments)
    {
        if (arguments.Any(argument => argument is "--version" or "-V"))
            return "service 0.7.13\n";
        return arguments.Any(argument => argument is "--help" or "-h") ? HelpText : null;
    }

    /// <exception cref="UsageException">It cannot be run.</exception>
    public static ServiceArguments Parse(IReadOnlyList<string> arguments)
    {
        var line = CommandLine.Parse(Program, Flags, arguments);
        var missing = new List<string>();
        if (!line.Has(Dir.Name))
            missing.Add("--dir <DIR>");
        if (!line.Has(Address.Name))
            missing.Add("--address <ADDRESS>");
        if (!line.Has(ThreadsFlag.Name) && !line.Has(Pinned.Name))
            missing.Add("<--threads <THREADS>|--pinned-cores <PINNED_CORES>...>");
        var parsed = new ServiceArguments
        {
            DataDirectory = line.Text(Dir.Name) ?? "",
            Node = line.Text(Address.Name) ?? "",
            Reconnect = TimeSpan.FromSeconds(line.Value(ReconnectInterval, 5UL, text => Number(text) is <= 86_400_000 and var seconds ? seconds : throw new FormatException("is above 1000 days"))),
            MaxRetries = line.Value<uint?>(MaxRetriesFlag, null, text => Small(text)),
            WatchPid = line.Value<int?>(WatchPidFlag, null, text => checked((int)Small(text))),
            OperatorAddress = line.Value<IPEndPoint?>(OperatorAddressFlag, null, text => IPEndPoint.TryParse(text, out var address) && text.Contains(':', StringComparison.Ordinal) ? address : throw new FormatException("invalid socket address syntax")),
            Network = new PostConfig
            {
                MinNumUnits = line.Value(MinUnits, 4u, Small),
                MaxNumUnits = line.Value(MaxUnits, uint.MaxValue, Small),
                K1 = line.Value(K1, 26u, Small),
                K2 = line.Value(K2, 37u, Small),
                PowDifficulty = line.Value(Difficulty, PostConfig.Mainnet.PowDifficulty, DifficultyOf),
                Scrypt = new ScryptParameters(line.Value(ScryptN, 8192UL, Number), line.Value(ScryptR, 1UL, Number), line.Value(ScryptP, 1UL, Number)),
            },
            Threads = line.Value<int?>(ThreadsFlag, null, text => checked((int)Small(text))),
            PinnedCores = line.Value<IReadOnlyList<int>?>(Pinned, null, text => [.. text.Split(',').Select(core => checked((int)Small(core)))]),
            Nonces = line.Value(NoncesFlag, 128u, NoncesOf),
            IsFast = line.Value(Mode, true, text => text switch
            {
                "fast" => true,
                "light" => false,
                _ => throw new FormatException("\n  [possible values: fast, light]"),
            }),
            Domain = line.Text(DomainFlag.Name),
            Pow = line.Has(RemotePow.Name) ? line.Value<RemotePowOptions?>(RemotePow, null, text => new RemotePowOptions
            {
                Address = Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : throw new FormatException("not an URL"),
                Parallelism = line.Value(RemotePowParallelism, 5, count => checked((int)Small(count))),
                Backoff = line.Value(RemotePowBackoff, TimeSpan.FromSeconds(5), DurationOf),
            }) : null,
        };
        if (missing.Count > 0)
        {
            throw new UsageException(
                $"the following required arguments were not provided:\n  {string.Join("\n  ", missing)}\n\nUsage: {Program} --dir <DIR> --address <ADDRESS> <--threads <THREADS>|--pinned-cores <PINNED_CORES>...>");
        }

        return parsed with { Tls = TlsOf(line) };
    }

    private static ClientTlsFiles? TlsOf(CommandLine line)
    {
        ServiceFlag[] files = [CaCert, Cert, Key];
        if (!files.Any(file => line.Has(file.Name)))
            return line.Has(DomainFlag.Name) ? throw new UsageException(Missing(files)) : null;
        var missing = files.Where(file => !line.Has(file.Name)).ToArray();
        return missing.Length == 0 ? new ClientTlsFiles(line.Text(CaCert.Name)!, line.Text(Cert.Name)!, line.Text(Key.Name)!) : throw new UsageException(Missing(missing));
    }

    private static string Missing(IEnumerable<ServiceFlag> flags) =>
        $"the following required arguments were not provided:\n  {string.Join("\n  ", flags.Select(flag => $"{flag.Name} <{flag.Value}>"))}\n\nUsage: {Program} [OPTIONS]";

    private static ulong Number(string text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : throw new FormatException("invalid digit found in string");

    private static uint Small(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint value)
        ? value
        : throw new FormatException(text.Length > 0 && text.All(char.IsAsciiDigit) ? "number too large to fit in target type" : "invalid digit found in string");

    private static uint NoncesOf(string text)
    {
        uint nonces = Small(text);
        if (nonces == 0 || nonces % 16 != 0)
            throw new FormatException("nonces must be multiple of 16");
        return nonces <= 4096 ? nonces : throw new FormatException("max nonces is 4096");
    }

    private static Hash32 DifficultyOf(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiHexDigit(text[i]))
                throw new FormatException($"Invalid character '{text[i]}' at position {i}");
        }

        if (text.Length % 2 != 0)
            throw new FormatException("Odd number of digits");
        return text.Length == 2 * Hash32.Size ? Hash32.FromBytes(Convert.FromHexString(text)) : throw new FormatException("invalid difficulty length");
    }

    private static TimeSpan DurationOf(string text) => TimeSpan.FromTicks(GoDuration.Parse(text) / 100);
}
