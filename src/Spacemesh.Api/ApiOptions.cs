using Spacemesh.Api.Access;

namespace Spacemesh.Api;

/// <summary>Section <c>api</c> of the configuration, and what the API tells of the build and the network (spec 09a §2, 09b §5.9).</summary>
public sealed record ApiOptions
{
    public ApiListener Public { get; init; } = new("0.0.0.0:9092", ServiceNames.PublicByDefault) { Limits = CallLimits.Public };

    public ApiListener Private { get; init; } = new("127.0.0.1:9093", ServiceNames.PrivateByDefault);

    /// <summary>An empty address switches it off.</summary>
    public ApiListener Post { get; init; } = new("127.0.0.1:0", ServiceNames.PostByDefault);

    /// <summary>Clients must show certificates. Off while its address is empty.</summary>
    public ApiListener Tls { get; init; } = new("", ServiceNames.PostByDefault);

    /// <summary>PEM files of the TLS listener; read when it starts.</summary>
    public TlsFiles TlsFiles { get; init; } = new("", "", "");

    /// <summary>Address of the JSON server over the public services; empty switches it off.</summary>
    public string JsonListener { get; init; } = "";

    /// <summary>Allowed origins of browsers: an empty text allows nobody, an empty list or <c>*</c> all (spec 09a §3.3).</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [""];

    public int MaxReceiveMessageSize { get; init => field = Positive(value, "grpc-recv-msg-size"); } = 10485760;

    public int MaxSendMessageSize { get; init => field = Positive(value, "grpc-send-msg-size"); } = 10485760;

    /// <summary>How often PostSetupStatusStream looks.</summary>
    public TimeSpan SmesherStreamInterval
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new Primitives.InvalidOptionException("api.smesherstreaminterval", "must be positive");
    } = TimeSpan.FromSeconds(1);

    /// <summary>Text of NodeService.Version; empty in unversioned builds.</summary>
    public string Version { get; init; } = "";

    /// <summary>Text of NodeService.Build.</summary>
    public string Commit { get; init; } = "";

    /// <summary>Transactions of a proposal (<c>main.txs-per-proposal</c>).</summary>
    public uint TransactionsPerProposal { get; init; }

    /// <summary>Proposals of a layer (<c>main.layer-average-size</c>).</summary>
    public uint LayerAverageSize { get; init; }

    /// <summary>What PostConfig and Network.Info tell of the PoST.</summary>
    public PostParameters PostParameters { get; init; } = new(0, 0, 0, 0, 0);

    private static int Positive(int value, string key) => value > 0 ? value : throw new Primitives.InvalidOptionException($"api.{key}", "must be positive");
}
