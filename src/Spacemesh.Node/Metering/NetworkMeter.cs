using Spacemesh.Metrics;
using Spacemesh.Net.Metering;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;

namespace Spacemesh.Node.Metering;

/// <summary>Writes what the network layer does into the families <c>p2p</c>, <c>server</c> and <c>fetch</c> (spec 09b §11.1).</summary>
internal sealed class NetworkMeter(MetricRegistry registry) : INetworkMeter
{
    private readonly MetricFamily _receivedBytes = registry["spacemesh_p2p_received_messages_bytes"];
    private readonly MetricFamily _received = registry["spacemesh_p2p_received_messages_count"];
    private readonly MetricFamily _deliveredBytes = registry["spacemesh_p2p_delivered_messages_bytes"];
    private readonly MetricFamily _delivered = registry["spacemesh_p2p_delivered_messages_count"];
    private readonly MetricFamily _throttled = registry["spacemesh_p2p_throttled"];
    private readonly MetricFamily _queueFull = registry["spacemesh_p2p_queue_full"];
    private readonly MetricFamily _durations = registry["spacemesh_p2p_requests_duration"];
    private readonly MetricFamily _asked = registry["spacemesh_server_client_requests"];
    private readonly MetricFamily _askedTimes = registry["spacemesh_server_client_latency_seconds"];
    private readonly MetricFamily _served = registry["spacemesh_server_requests"];
    private readonly MetricFamily _servedTimes = registry["spacemesh_server_server_latency_seconds"];
    private readonly MetricFamily _waits = registry["spacemesh_server_in_queue_latency_seconds"];
    private readonly MetricFamily _hashes = registry["spacemesh_fetch_hash_reqs"];
    private readonly MetricFamily _missing = registry["spacemesh_fetch_hash_missing"];
    private readonly MetricFamily _empty = registry["spacemesh_fetch_hash_empty"];
    private readonly MetricFamily _lookups = registry["spacemesh_fetch_cache_lookup"];
    private readonly MetricFamily _hits = registry["spacemesh_fetch_cache_hits"];
    private readonly MetricFamily _fetchErrors = registry["spacemesh_fetch_hash_peer_err"];
    private readonly MetricFamily _certificates = registry["spacemesh_fetch_certs"];
    private readonly MetricFamily _opinions = registry["spacemesh_fetch_opn_reqs"];

    public void Received(string topic, int bytes)
    {
        _receivedBytes.Add(bytes, topic);
        _received.Add(1, topic);
    }

    public void Delivered(string topic, int bytes)
    {
        _deliveredBytes.Add(bytes, topic);
        _delivered.Add(1, topic);
    }

    public void Throttled(string topic) => _throttled.Add(1, topic);

    public void QueueFull(string topic) => _queueFull.Add(1, topic);

    public void Asked(string protocol, PeerRequestFailure? failure, TimeSpan took)
    {
        _asked.Add(1, protocol, failure is null ? "succeeded" : failure == PeerRequestFailure.PeerError ? "server_error" : "failed");
        _askedTimes.Observe(took.TotalSeconds, protocol, failure is null ? "success" : "failure");
        _durations.Observe(took.TotalSeconds, protocol);
    }

    public void Accepted(string protocol) => _served.Add(1, protocol, "accepted");

    public void Dropped(string protocol) => _served.Add(1, protocol, "dropped");

    public void Waited(string protocol, TimeSpan took) => _waits.Observe(took.TotalSeconds, protocol);

    public void Served(string protocol, bool succeeded, TimeSpan took)
    {
        _served.Add(1, protocol, succeeded ? "completed" : "failed");
        _servedTimes.Observe(took.TotalSeconds, protocol);
    }

    public void ObjectAsked(string hint, bool isFound, bool isEmpty)
    {
        // A peer may write anything there: what is no hint is counted under none.
        string known = hint == BlobHints.Proposal || BlobHints.TryParse(hint, out _) ? hint : "";
        _hashes.Add(1, known);
        if (isEmpty)
            _empty.Add(1, known);
        else if (!isFound)
            _missing.Add(1, known);
    }

    public void CertificateAsked() => _certificates.Add(1);

    public void OpinionAsked() => _opinions.Add(1, "v2");

    public void HintLookedUp(ObjectKind kind, bool isHinted)
    {
        _lookups.Add(1, HintOf(kind));
        if (isHinted)
            _hits.Add(1, HintOf(kind));
    }

    public void FetchFailed(ObjectKind kind) => _fetchErrors.Add(1, HintOf(kind));

    /// <summary>The name that requests for such objects carry.</summary>
    public static string HintOf(ObjectKind kind) => kind switch
    {
        ObjectKind.Atx => "ATXDB",
        ObjectKind.Ballot => "ballotDB",
        ObjectKind.Block => "blocksDB",
        ObjectKind.Proposal => "proposalDB",
        ObjectKind.BlockTransaction or ObjectKind.ProposalTransaction => "TXDB",
        ObjectKind.PoetProof => "POETDB",
        ObjectKind.Malfeasance => "malfeasance",
        _ => "activeset",
    };
}
