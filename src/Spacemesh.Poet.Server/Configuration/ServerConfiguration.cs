using System.Globalization;
using System.Net;
using System.Text;
using Spacemesh.Poet.Schedule;
using Spacemesh.Poet.Server.Registration;
using Spacemesh.Runtime;

namespace Spacemesh.Poet.Server.Configuration;

/// <summary>
/// The effective configuration of the server program: defaults, then the config file, then the command line (spec 03 §12.1).
/// Paths that were not set follow <c>poetdir</c>.
/// </summary>
public sealed class ServerConfiguration
{
    private static readonly string[] Sections = ["", "Application Options", "Round", "Registration", "Service", "Certifier"];

    private readonly Dictionary<string, string> _values = ServerOption.All.ToDictionary(option => option.Name, option => option.Default, StringComparer.Ordinal);
    private readonly HashSet<string> _set = new(StringComparer.Ordinal);

    private ServerConfiguration(string cacheDirectory)
    {
        SetDirectories(cacheDirectory);
    }

    /// <summary>Whether the help text was asked for.</summary>
    public bool WantsHelp { get; private set; }

    /// <summary>The value of an option as text; durations and times in the reference's notation.</summary>
    public string this[string name] => _values[name];

    /// <summary>Reads command line and, where it names one, config file.</summary>
    /// <exception cref="ConfigurationException">Something is wrong; the text says what and where.</exception>
    public static ServerConfiguration Load(IReadOnlyList<string> arguments, string? userCacheDirectory = null)
    {
        string cache = userCacheDirectory ?? UserCacheDirectory();
        var configuration = new ServerConfiguration(Path.Combine(cache, "poet"));
        var given = CommandLine.Read(arguments, out bool help);
        configuration.WantsHelp = help;
        foreach (var (option, value) in given)
            configuration.SetFromFlag(option, value);
        if (configuration["configfile"] is { Length: > 0 } file)
        {
            configuration.ReadFile(file);
            foreach (var (option, value) in given)
                configuration.SetFromFlag(option, value);
        }

        if (configuration._set.Contains("poetdir"))
            configuration.SetDirectories(configuration["poetdir"]);
        return configuration;
    }

    /// <summary>The help text.</summary>
    public static string Help()
    {
        var text = new StringBuilder("Usage:\n  poet [OPTIONS]\n\n");
        foreach (var option in ServerOption.All)
        {
            string flags = option.Short == '\0' ? $"      --{option.Name}" : $"  -{option.Short}, --{option.Name}";
            text.Append(CultureInfo.InvariantCulture, $"{flags,-34} {option.Help}{(option.Default is "" or "false" ? "" : $" (default: {option.Default})")}\n");
        }

        return text.Append("  -h, --help                         Print this text and exit\n").ToString();
    }

    public bool Flag(string name) => GoBool.Parse(this[name]);

    public long Nanoseconds(string name) => GoDuration.Parse(this[name]);

    public long Number(string name) => long.Parse(this[name], CultureInfo.InvariantCulture);

    /// <summary>The options of the service. <paramref name="now"/> is the genesis where none is set.</summary>
    /// <exception cref="ConfigurationException">Values do not fit each other.</exception>
    public PoetServerOptions ServiceOptions(DateTimeOffset now)
    {
        try
        {
            var genesis = this["genesis-time"].Length > 0 ? DateTimeOffset.Parse(this["genesis-time"], CultureInfo.InvariantCulture) : now;
            long genesisNanoseconds = checked((genesis - DateTimeOffset.UnixEpoch).Ticks * 100);
            return new PoetServerOptions
            {
                Schedule = new RoundSchedule(genesisNanoseconds, Nanoseconds("epoch-duration"), Nanoseconds("phase-shift"), Nanoseconds("cycle-gap")),
                DataDirectory = this["datadir"],
                DatabaseDirectory = this["dbdir"],
                Certifier = Certifier(),
                PowDifficulty = (uint)Number("pow-difficulty"),
                Members = new RoundMembersOptions(
                    ulong.Parse(this["max-round-members"], CultureInfo.InvariantCulture),
                    (int)Number("max-submit-batch-size"),
                    TimeSpan.FromTicks(Nanoseconds("submit-flush-interval") / 100),
                    (int)Number("max-pending-submits")),
                SubmitsPerSecond = double.Parse(this["submit-rate"], CultureInfo.InvariantCulture),
                DisableWorker = Flag("disable-worker"),
                EstimatedLeavesPerSecond = (ulong)Number("lps"),
                MaxWorkBytes = Number("max-work-bytes"),
            }.Validate();
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new ConfigurationException($"epoch-duration, phase-shift and cycle-gap do not make a schedule: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException)
        {
            throw new ConfigurationException(exception.Message, exception);
        }
    }

    /// <summary>The listeners' addresses.</summary>
    /// <exception cref="ConfigurationException">An address is not usable.</exception>
    public PoetListenerOptions ListenerOptions() => new(
        EndPoint("rpclisten"), EndPoint("restlisten"), EndPoint("config-rpclisten"), (int)Number("max-grpc-resp-size"), (int)Number("max-body-size"));

    private static string UserCacheDirectory()
    {
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg)
            return xdg;
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows())
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        if (home.Length == 0)
            return ".";
        return Path.Combine(home, OperatingSystem.IsMacOS() ? "Library/Caches" : ".cache");
    }

    private PoetCertifierOptions? Certifier()
    {
        string url = this["certifier-url"], key = this["certifier-pubkey"], directory = this["trusted-pub-keys-dir-path"];
        return url.Length + key.Length + directory.Length == 0
            ? null
            : new PoetCertifierOptions(url, Convert.FromBase64String(key), directory.Length > 0 ? directory : null);
    }

    private IPEndPoint EndPoint(string name)
    {
        string text = this[name];
        int colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
            throw new ConfigurationException($"{name}: \"{text}\" is not host:port");
        string host = text[..colon].Trim('[', ']');
        if (host.Length == 0)
            return new IPEndPoint(IPAddress.IPv6Any, port);
        if (host == "localhost")
            return new IPEndPoint(IPAddress.Loopback, port);
        if (IPAddress.TryParse(host, out var address))
            return new IPEndPoint(address, port);
        try
        {
            return new IPEndPoint(Dns.GetHostAddresses(host)[0], port);
        }
        catch (Exception exception) when (exception is System.Net.Sockets.SocketException or ArgumentException or IndexOutOfRangeException)
        {
            throw new ConfigurationException($"{name}: \"{host}\" is not known as a host: {exception.Message}", exception);
        }
    }

    private void SetDirectories(string poetDirectory)
    {
        _values["poetdir"] = poetDirectory;
        foreach (var (name, folder) in new[] { ("datadir", "data"), ("dbdir", "db"), ("logdir", "logs") })
        {
            if (!_set.Contains(name))
                _values[name] = Path.Combine(poetDirectory, folder);
        }
    }

    private void SetFromFlag(ServerOption option, string value)
    {
        try
        {
            Set(option, value);
        }
        catch (FormatException exception)
        {
            throw new ConfigurationException($"invalid argument for flag `--{option.Name}' (expected {OptionValue.TypeName(option)}): {exception.Message}", exception);
        }
    }

    private void Set(ServerOption option, string value)
    {
        _values[option.Name] = OptionValue.Normalize(option.Kind, value);
        _set.Add(option.Name);
    }

    private void ReadFile(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"failed to read config from {path}: {exception.Message}", exception);
        }

        for (int i = 0; i < lines.Length; i++)
        {
            try
            {
                ReadLine(lines[i].Trim());
            }
            catch (FormatException exception)
            {
                throw new ConfigurationException($"failed to read config from {path}: {path}:{i + 1}: {exception.Message}", exception);
            }
            catch (ConfigurationException exception)
            {
                throw new ConfigurationException($"failed to read config from {path}: {exception.Message}", exception);
            }
        }
    }

    private void ReadLine(string line)
    {
        if (line.Length == 0 || line[0] is ';' or '#')
            return;
        if (line[0] == '[')
        {
            string section = line.Trim('[', ']').Trim();
            if (!Sections.Contains(section, StringComparer.OrdinalIgnoreCase))
                throw new ConfigurationException($"could not find option group `{section}'");
            return;
        }

        int equals = line.IndexOf('=');
        if (equals < 0)
            throw new FormatException($"malformed key=value ({line})");
        string key = line[..equals].Trim();
        string value = line[(equals + 1)..].Trim();
        if (value.Length >= 2 && value[0] == '"' && value[^1] == '"')
            value = value[1..^1];
        var option = ServerOption.All.FirstOrDefault(option => option.Name == key || option.Field == key) ?? throw new FormatException($"unknown option: {key}");
        Set(option, value);
    }
}
