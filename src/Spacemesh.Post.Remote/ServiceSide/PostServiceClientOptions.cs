using Spacemesh.Rpc.Client;

namespace Spacemesh.Post.Remote.ServiceSide;

/// <summary>Which node a PoST service connects to.</summary>
public sealed record PostServiceClientOptions
{
    public required Uri Node { get; init; }

    /// <summary>For a node that is reached over TLS; null connects in plain.</summary>
    public RpcClientTls? Tls { get; init; }

    /// <summary>Pause before connecting again.</summary>
    public TimeSpan ReconnectInterval
    {
        get;
        init => field = value >= TimeSpan.Zero ? value : throw new InvalidOptionException(nameof(ReconnectInterval), $"{value} is negative");
    } = TimeSpan.FromSeconds(5);

    /// <summary>Failed attempts in a row that may be repeated; null for any number.</summary>
    public uint? MaxRetries { get; init; }
}
