namespace Spacemesh.Rpc.Client;

/// <summary>A channel to one server.</summary>
public sealed record RpcChannelOptions
{
    /// <summary><c>http://host:port</c> for cleartext HTTP/2, <c>https://host:port</c> for TLS.</summary>
    public required Uri Address { get; init; }

    /// <summary>TLS settings for an https address; null takes the system's authorities.</summary>
    public RpcClientTls? Tls { get; init; }

    /// <summary>Metadata of every call (a bearer token, say); asked for each time.</summary>
    public Func<CancellationToken, ValueTask<RpcMetadata>>? Metadata { get; init; }

    /// <summary>Largest response message in bytes.</summary>
    public int MaxReceiveMessageSize { get; init; } = 4 << 20;

    /// <summary>Largest request message in bytes.</summary>
    public int MaxSendMessageSize { get; init; } = int.MaxValue;

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Ping after this much silence while calls run; infinite never pings. Servers send away who pings more often than they allow.</summary>
    public TimeSpan KeepAliveAfter { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>A ping not answered for this long ends the connection.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    public string UserAgent { get; init; } = "spacemesh-dotnet";

    /// <exception cref="ArgumentException">A value makes no sense; the text names its key.</exception>
    internal void Validate()
    {
        Check(Address is { IsAbsoluteUri: true, Scheme: "http" or "https" }, nameof(Address), "must be an absolute http or https address");
        Check(Tls is null || Address.Scheme == "https", nameof(Tls), "needs an https address");
        Check(MaxReceiveMessageSize > 0, nameof(MaxReceiveMessageSize), "must be positive");
        Check(MaxSendMessageSize > 0, nameof(MaxSendMessageSize), "must be positive");
        Check(ConnectTimeout > TimeSpan.Zero, nameof(ConnectTimeout), "must be positive");
        Check(KeepAliveAfter >= TimeSpan.FromSeconds(1) || KeepAliveAfter == Timeout.InfiniteTimeSpan, nameof(KeepAliveAfter), "must be at least 1 s or infinite");
        Check(KeepAliveTimeout >= TimeSpan.FromSeconds(1), nameof(KeepAliveTimeout), "must be at least 1 s");
    }

    private static void Check(bool valid, string key, string fault)
    {
        if (!valid)
            throw new ArgumentException($"{nameof(RpcChannelOptions)}.{key} {fault}.");
    }
}
