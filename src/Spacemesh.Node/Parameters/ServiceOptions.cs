using Spacemesh.Api;
using Spacemesh.Api.Access;
using Spacemesh.Config;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Metrics;
using Spacemesh.Poet.Http;
using Spacemesh.Post;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Primitives;
using Spacemesh.Services.Activation;
using Spacemesh.Services.Mesh.Building;
using Spacemesh.Services.Smeshing;
using Spacemesh.Services.Smeshing.Setup;
using Spacemesh.Services.Smeshing.Time;
using Spacemesh.Services.Smeshing.Verification;

namespace Spacemesh.Node.Parameters;

/// <summary>What each service takes of the configuration beside the network's rules.</summary>
internal static class ServiceOptions
{
    public static BuilderOptions Building(NodeConfiguration configuration)
    {
        var preparation = configuration["active-set-preparation"];
        var main = configuration["main"];
        return new BuilderOptions
        {
            PreparationWindow = preparation.Duration("window"),
            PreparationRetryInterval = preparation.Duration("retry-interval"),
            PreparationTries = preparation.Int("tries"),
            NetworkDelay = main.Duration("atx-grade-delay"),
            GoodAtxsPercent = main.Int("miner-good-atxs-percent") is > 0 and var percent ? percent : BuilderOptions.DefaultGoodAtxsPercent,
        };
    }

    public static PostVerificationOptions Verification(NodeConfiguration configuration, PostConfig post, ReadOnlyMemory<byte> seed)
    {
        var section = configuration["smeshing.smeshing-verifying-opts"];
        return new PostVerificationOptions
        {
            Post = post,
            Seed = seed,
            Disabled = section.Bool("smeshing-opts-verifying-disable"),
            Workers = section.Int("smeshing-opts-verifying-workers"),
            MinWorkers = section.Int("smeshing-opts-verifying-min-workers"),
            PowFlags = (RandomXFlags)section.U32("smeshing-opts-verifying-powflags"),
        };
    }

    public static ActivationOptions Activation(NodeConfiguration configuration, NodeParameters parameters)
    {
        return new ActivationOptions
        {
            Post = parameters.Post,
            TickSize = parameters.TickSize,
            Versions = parameters.AtxVersions,
            PoetProofsCache = configuration["poet"].Int("poet-proofs-cache"),
            MaxPending = configuration["p2p"].Int("gossip-atx-validation-throttle"),
        };
    }

    public static SmeshingOptions Smeshing(NodeConfiguration configuration, NodeParameters parameters)
    {
        var main = configuration["main"];
        var poet = configuration["poet"];
        return new SmeshingOptions
        {
            Network = parameters.Network,
            Poet = new PoetTimes
            {
                PhaseShift = poet.Duration("phase-shift"),
                CycleGap = poet.Duration("cycle-gap"),
                GracePeriod = poet.Duration("grace-period"),
                PositioningTimeout = poet.Duration("positioning-atx-selection-timeout"),
            },
            Post = parameters.Post,
            TickSize = parameters.TickSize,
            AtxVersions = parameters.AtxVersions,
            PostValidDelay = PostValidDelay(main),
            RegossipInterval = main.Duration("regossip-atx-interval"),
            PoetRetryInterval = configuration["hare3"].Duration("preround-delay"),
        };
    }

    public static ProvingOptions Proving(NodeConfiguration configuration)
    {
        var section = configuration["smeshing.smeshing-proving-opts"];
        return new ProvingOptions
        {
            Nonces = section.Unsigned("smeshing-opts-proving-nonces") is <= uint.MaxValue and var nonces
                ? (uint)nonces
                : throw new InvalidOptionException("smeshing-opts-proving-nonces", "is above 4294967295"),
            Threads = (int)Math.Min(section.Unsigned("smeshing-opts-proving-threads"), 4096) is > 0 and var threads ? threads : null,
        };
    }

    public static PostSetupOptions PostSetup(NodeConfiguration configuration)
    {
        var section = configuration["smeshing.smeshing-opts"];
        return new PostSetupOptions
        {
            DataFolder = section.Text("smeshing-opts-datadir"),
            Units = section.U32("smeshing-opts-numunits"),
            MaxFileSize = section.Unsigned("smeshing-opts-maxfilesize"),
            ProviderId = section.OptionalU32("smeshing-opts-provider"),
            Throttle = section.Bool("smeshing-opts-throttle"),
            ComputeBatchSize = section.Unsigned("smeshing-opts-compute-batch-size"),
            Threads = Environment.ProcessorCount,
        };
    }

    /// <summary>How PoETs are used.</summary>
    public static PoetClientOptions Poet(NodeConfiguration configuration)
    {
        var poet = configuration["poet"];
        return new PoetClientOptions
        {
            RetryDelay = poet.Duration("retry-delay"),
            MaxRetries = poet.Int("retry-max"),
            RequestTimeout = poet.Duration("poet-request-timeout"),
            InfoCacheTtl = poet.Duration("info-cache-ttl"),
            PowParamsCacheTtl = poet.Duration("pow-params-cache-ttl"),
            PhaseShift = poet.Duration("phase-shift"),
        }.Validate();
    }

    public static CertifierClientOptions Certifier(NodeConfiguration configuration)
    {
        var client = configuration["certifier.client"];
        return new CertifierClientOptions
        {
            RetryDelay = client.Duration("retry-delay"),
            MaxRetryDelay = client.Duration("max-retry-delay"),
            MaxRetries = client.Int("max-retries"),
        };
    }

    /// <summary>Where public metrics are pushed; null where they are not.</summary>
    public static PushOptions? Push(NodeConfiguration configuration, GenesisId genesis, NodeId node)
    {
        var push = configuration["public-metrics"];
        string url = push.Text("metrics-url");
        if (url.Length == 0)
            return null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var gateway) || gateway.Scheme is not ("http" or "https"))
            throw new InvalidOptionException("public-metrics.metrics-url", $"'{url}' is no http address");
        return new PushOptions
        {
            Gateway = gateway,
            Period = push.Duration("metrics-push-period"),
            User = push.Text("metrics-push-user"),
            Password = push.Text("metrics-push-pass"),
            Headers = push.TextMap("metrics-push-header"),
            Node = Blake3.Hash(node.ToArray()).ToHex()[..10],
            Network = genesis.ToHex()[..10],
        };
    }

    /// <summary>Where to look for releases, and whose signature they have; null where nobody looks.</summary>
    public static (Uri Address, byte[] Key)? Releases(NodeConfiguration configuration)
    {
        var section = configuration["release-check"];
        string url = section.Text("url");
        if (!section.Bool("enable") || url.Length == 0)
            return null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new InvalidOptionException("release-check.url", $"'{url}' is no http address");
        string key = section.Text("key");
        return key.Length == 64 && key.All(char.IsAsciiHexDigit)
            ? (address, Convert.FromHexString(key))
            : throw new InvalidOptionException("release-check.key", "is not 64 hex digits");
    }

    public static ApiOptions Api(NodeConfiguration configuration, NodeParameters parameters, BuildInfo build)
    {
        var api = configuration["api"];
        var main = configuration["main"];
        return new ApiOptions
        {
            Public = new ApiListener(api.Text("grpc-public-listener"), api.Texts("publicservices")) { Limits = CallLimits.Public },
            Private = new ApiListener(api.Text("grpc-private-listener"), api.Texts("privateservices")),
            Post = new ApiListener(api.Text("grpc-post-listener"), api.Texts("postservices")),
            Tls = new ApiListener(api.Text("grpc-tls-listener"), api.Texts("grpc-tls-services")),
            TlsFiles = new TlsFiles(api.Text("grpc-tls-ca-cert"), api.Text("grpc-tls-cert"), api.Text("grpc-tls-key")),
            JsonListener = api.Text("grpc-json-listener"),
            CorsOrigins = api.Texts("grpc-cors-allowed-origins"),
            MaxReceiveMessageSize = api.Int("grpc-recv-msg-size"),
            MaxSendMessageSize = api.Int("grpc-send-msg-size"),
            SmesherStreamInterval = api.Duration("smesherstreaminterval"),
            Version = build.Version,
            Commit = build.Commit,
            TransactionsPerProposal = (uint)Math.Max(0, main.Int("txs-per-proposal")),
            LayerAverageSize = main.U32("layer-average-size"),
            PostParameters = new PostParameters(parameters.Post.LabelsPerUnit, parameters.Post.MinNumUnits, parameters.Post.MaxNumUnits, parameters.Post.K1, parameters.Post.K2),
        };
    }

    /// <summary>Mainnet's largest duration means that no ATX is old enough.</summary>
    private static TimeSpan? PostValidDelay(ConfigurationSection main) =>
        main.Nanoseconds("post-valid-delay") == long.MaxValue ? null : main.Duration("post-valid-delay");
}
