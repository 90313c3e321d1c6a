using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Net.Requests;

/// <summary>Times and limits of requests: section <c>fetch</c> of the configuration (spec 08 §5), whose defaults these are.</summary>
public sealed record RequestOptions
{
    /// <summary>How long a stream may stand still.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a request may take in all.</summary>
    public TimeSpan HardTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a question for the time may take.</summary>
    public TimeSpan PeerSyncTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public int MaximumRequest { get; init; } = RequestFraming.MaxRequestLength;

    /// <summary>By protocol; one that is missing has <see cref="RequestLimits.Unlisted"/>.</summary>
    public IReadOnlyDictionary<string, RequestLimits> Servers { get; init; } = new Dictionary<string, RequestLimits>(StringComparer.Ordinal)
    {
        [PeerProtocols.EpochAtxs] = new(10, 1, TimeSpan.FromSeconds(1)),
        [PeerProtocols.LayerData] = new(1000, 100, TimeSpan.FromSeconds(1)),
        [PeerProtocols.Objects] = new(2000, 200, TimeSpan.FromSeconds(1)),
        [PeerProtocols.ActiveSet] = new(10, 1, TimeSpan.FromSeconds(1)),
        [PeerProtocols.MeshHashes] = new(1000, 100, TimeSpan.FromSeconds(1)),
        [PeerProtocols.MaliciousIds] = new(100, 10, TimeSpan.FromSeconds(1)),
        [PeerProtocols.Opinion] = new(10000, 1000, TimeSpan.FromSeconds(1)),
    };

    /// <summary>A served request makes its peer's connection worth so much more (tag <c>server:PROTOCOL</c>).</summary>
    public int TagIncrement { get; init; } = 1000;

    public int TagCap { get; init; } = 10000;

    public int TagDecay { get; init; } = 1000;

    public TimeSpan TagInterval { get; init; } = TimeSpan.FromMinutes(1);

    public RequestLimits LimitsOf(string protocol) => Servers.TryGetValue(protocol, out var limits) ? limits
        : protocol is PeerProtocols.HareFullExchange or PeerProtocols.PeerSync ? RequestLimits.Plain : RequestLimits.Unlisted;

    /// <exception cref="InvalidOptionException">A value cannot work; the message names the key.</exception>
    public void Validate()
    {
        Require(Timeout > TimeSpan.Zero, "fetch.request-timeout", "must be positive");
        Require(HardTimeout >= Timeout, "fetch.request-hard-timeout", "must not be below request-timeout");
        Require(PeerSyncTimeout > TimeSpan.Zero, "time.peersync.round-timeout", "must be positive");
        Require(TagInterval > TimeSpan.Zero, "fetch.decaying-tag.interval", "must be positive");
        foreach (var (protocol, limits) in Servers)
        {
            Require(limits.Queue >= 1, $"fetch.servers.{protocol}.queue", "must be at least 1");
            Require(limits.Requests >= 1, $"fetch.servers.{protocol}.requests", "must be at least 1");
            Require(limits.Interval > TimeSpan.Zero, $"fetch.servers.{protocol}.interval", "must be positive");
        }
    }

    private static void Require(bool condition, string key, string problem)
    {
        if (!condition)
            throw new InvalidOptionException(key, problem);
    }
}
