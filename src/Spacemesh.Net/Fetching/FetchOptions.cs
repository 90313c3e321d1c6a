using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Net.Fetching;

/// <summary>Settings of <see cref="ObjectFetcher"/> (spec 08 §7.1). Those with a key in the configuration carry its name.</summary>
public sealed record FetchOptions
{
    /// <summary><c>fetch.batchsize</c>: objects that one request asks for.</summary>
    public int BatchSize { get; init => field = Within(value, 1, Wire.Fetch.RequestBatch.MaxRequests, "fetch.batchsize"); } = 10;

    /// <summary><c>fetch.batchtimeout</c>: how long a hash waits for others to be asked with.</summary>
    public TimeSpan BatchTimeout { get; init => field = Positive(value, "fetch.batchtimeout"); } = TimeSpan.FromMilliseconds(50);

    /// <summary><c>fetch.queuesize</c>: with so many waiting hashes the wait is over.</summary>
    public int QueueSize { get; init => field = Within(value, 1, int.MaxValue, "fetch.queuesize"); } = 20;

    /// <summary><c>fetch.maxretriesforrequest</c>: how often one object is asked for again at most.</summary>
    public int MaxRetries { get; init => field = Within(value, 0, int.MaxValue, "fetch.maxretriesforrequest"); } = 100;

    /// <summary><c>fetch.getatxsconcurrency</c>: objects that all callers of <see cref="IObjectFetcher.FetchManyAsync"/> fetch at a time.</summary>
    public int ManyConcurrency { get; init => field = Within(value, 1, int.MaxValue, "fetch.getatxsconcurrency"); } = 100;

    /// <summary>Hashes whose likely owners are remembered (spec 08 §7.2).</summary>
    public int HintCapacity { get; init => field = Within(value, 1, int.MaxValue, nameof(HintCapacity)); } = 1000;

    /// <summary>An object without hint is asked of one of so many best peers (spec 08 §7.1).</summary>
    public int BestPeers { get; init => field = Within(value, 1, int.MaxValue, nameof(BestPeers)); } = 5;

    /// <summary>Requests under way at a time, and of them to one peer.</summary>
    public int Requests { get; init => field = Within(value, 1, int.MaxValue, nameof(Requests)); } = 48;

    /// <inheritdoc cref="Requests"/>
    public int RequestsPerPeer { get; init => field = Within(value, 1, int.MaxValue, nameof(RequestsPerPeer)); } = 16;

    /// <summary>Active sets under way at a time: each may have a quarter of a gigabyte.</summary>
    public int ActiveSetRequests { get; init => field = Within(value, 1, int.MaxValue, nameof(ActiveSetRequests)); } = 2;

    /// <summary>
    /// Longest answer to a batch. A batch that is longer is asked for again object by object; no object but an active set is longer.
    /// With <see cref="Requests"/> this bounds the memory that peers can fill.
    /// </summary>
    public int MaxAnswer { get; init => field = Within(value, 1, PeerRequest.LongestData, nameof(MaxAnswer)); } = 8 << 20;

    /// <summary>After so long without an answer another peer is asked too; the first good answer counts.</summary>
    public TimeSpan RedundantAfter { get; init => field = Positive(value, nameof(RedundantAfter)); } = TimeSpan.FromSeconds(5);

    /// <summary>Peers that are asked for one object at a time.</summary>
    public int Redundancy { get; init => field = Within(value, 1, int.MaxValue, nameof(Redundancy)); } = 3;

    /// <summary>Peers that may fail to answer before an object is given up.</summary>
    public int MaxFailedRequests { get; init => field = Within(value, 1, int.MaxValue, nameof(MaxFailedRequests)); } = 5;

    /// <summary>Peers whose version of an object may be refused before it is given up, where the refusal did not come from what it needs.</summary>
    public int MaxRefusals { get; init => field = Within(value, 1, int.MaxValue, nameof(MaxRefusals)); } = 3;

    /// <summary>How deep objects may need other objects: more than epochs or layers of a chain.</summary>
    public int MaxDepth { get; init => field = Within(value, 1, int.MaxValue, nameof(MaxDepth)); } = 1000;

    /// <summary>Objects that one object may need with all that they need: beyond, whoever serves them makes them up.</summary>
    public int MaxNeeded { get; init => field = Within(value, 1, int.MaxValue, nameof(MaxNeeded)); } = 100_000;

    /// <summary>Objects under way at a time, waiting for others among them. More fail at once, but not those of <see cref="IObjectFetcher.FetchManyAsync"/>.</summary>
    public int MaxOutstanding { get; init => field = Within(value, 1, int.MaxValue, nameof(MaxOutstanding)); } = 20_000;

    /// <summary>Objects of one call under way at a time.</summary>
    public int Window { get; init => field = Within(value, 1, int.MaxValue, nameof(Window)); } = 1000;

    /// <summary>For how long an object that is of no use is not asked for again (spec 06 §13): what it was judged by may change.</summary>
    public TimeSpan SettledFor { get; init => field = Positive(value, nameof(SettledFor)); } = TimeSpan.FromMinutes(10);

    /// <summary>For how long a peer that served rejected objects is only asked where nobody else is left.</summary>
    public TimeSpan DistrustFor { get; init => field = Positive(value, nameof(DistrustFor)); } = TimeSpan.FromHours(1);

    private static int Within(int value, int least, int most, string key) => value >= least && value <= most
        ? value
        : throw new InvalidOptionException(key, $"{value} is not between {least} and {most}");

    private static TimeSpan Positive(TimeSpan value, string key) =>
        value > TimeSpan.Zero ? value : throw new InvalidOptionException(key, $"{value} is not positive");
}
