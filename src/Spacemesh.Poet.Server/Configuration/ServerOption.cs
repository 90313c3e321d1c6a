namespace Spacemesh.Poet.Server.Configuration;

/// <summary>One option of the server program (spec 03 §12.1).</summary>
/// <param name="Name">Long flag and key of the config file.</param>
/// <param name="Field">The other spelling that the config file takes.</param>
/// <param name="Kind">How its value is read.</param>
/// <param name="Default">Its default as text; empty for none.</param>
/// <param name="Help">What it does.</param>
/// <param name="Short">One-letter flag; none where it is zero.</param>
public sealed record ServerOption(string Name, string Field, OptionKind Kind, string Default, string Help, char Short = '\0')
{
    /// <summary>Every option, in the order of the help text.</summary>
    public static IReadOnlyList<ServerOption> All { get; } =
    [
        new("genesis-time", "Genesis", OptionKind.Time, "", "Genesis of the network, RFC 3339 (default: now)"),
        new("poetdir", "PoetDir", OptionKind.Text, "", "Base folder"),
        new("configfile", "ConfigFile", OptionKind.Text, "", "Path of a config file", 'c'),
        new("datadir", "DataDir", OptionKind.Text, "", "Folder of the key and the round in work", 'b'),
        new("dbdir", "DbDir", OptionKind.Text, "", "Folder of registrations and proofs"),
        new("logdir", "LogDir", OptionKind.Text, "", "Folder of the log file"),
        new("debuglog", "DebugLog", OptionKind.Flag, "false", "Log debug lines to the console too"),
        new("jsonlog", "JSONLog", OptionKind.Flag, "false", "Log lines as JSON"),
        new("maxlogfiles", "MaxLogFiles", OptionKind.Int, "3", "Unused"),
        new("maxlogfilesize", "MaxLogFileSize", OptionKind.Int, "10", "Unused"),
        new("config-rpclisten", "RawConfigRPCListener", OptionKind.Text, "localhost:50001", "Address of the admin's gRPC"),
        new("rpclisten", "RawRPCListener", OptionKind.Text, "localhost:50002", "Address of the public gRPC", 'r'),
        new("restlisten", "RawRESTListener", OptionKind.Text, "localhost:8080", "Address of the public REST API", 'w'),
        new("metrics-port", "MetricsPort", OptionKind.Uint16, "", "Port of the metrics, path /metrics"),
        new("max-grpc-resp-size", "MaxGrpcRespSize", OptionKind.Int, "8388608", "Largest answer of the REST API in bytes, protobuf-encoded"),
        new("cpuprofile", "CPUProfile", OptionKind.Text, "", "Unused: profile with dotnet-trace"),
        new("profile", "Profile", OptionKind.Text, "", "Unused: profile with dotnet-trace"),
        new("disable-worker", "DisableWorker", OptionKind.Flag, "false", "Only register, publish rounds without work"),
        new("version", "DisplayVersion", OptionKind.Flag, "false", "Print the version and exit"),
        new("epoch-duration", "EpochDuration", OptionKind.Duration, "30s", "Duration of an epoch"),
        new("phase-shift", "PhaseShift", OptionKind.Duration, "15s", "From an epoch's start to its round's start"),
        new("cycle-gap", "CycleGap", OptionKind.Duration, "10s", "From a round's end to the next round's start"),
        new("pow-difficulty", "PowDifficulty", OptionKind.Uint, "0", "Leading zero bits that a registration without certificate needs"),
        new("max-round-members", "MaxRoundMembers", OptionKind.Uint64, "4294967296", "Members that a round takes"),
        new("max-submit-batch-size", "MaxSubmitBatchSize", OptionKind.Int, "1000", "Registrations written at once"),
        new("submit-flush-interval", "SubmitFlushInterval", OptionKind.Duration, "100ms", "Time after which registrations are written at the latest"),
        new("certifier-url", "URL", OptionKind.Text, "", "Where clients get certificates"),
        new("certifier-pubkey", "PubKey", OptionKind.Base64, "", "The certifier's public key, base64"),
        new("trusted-pub-keys-dir-path", "TrustedKeysDirPath", OptionKind.Text, "", "Folder with .key files of further certifiers"),
        new("lps", "EstimatedLeavesPerSecond", OptionKind.Uint64, "78000", "Leaves per second to expect"),
        new("memory", "MemoryLayers", OptionKind.Uint, "26", "Unused: the whole tree is never kept"),
        new("tree-file-buffer", "TreeFileBufferSize", OptionKind.Uint, "4096", "Unused"),
        new("submit-rate", "SubmitRate", OptionKind.Real, "10", "Registrations per second and address; 0 does not limit"),
        new("max-pending-submits", "MaxPendingSubmits", OptionKind.Int, "10000", "Registrations that may wait for the disk"),
        new("max-body-size", "MaxBodySize", OptionKind.Int, "1024", "Largest request body in bytes"),
        new("max-work-bytes", "MaxWorkBytes", OptionKind.Uint64, "419430400", "Bytes that a round in work may take on the disk"),
    ];
}
