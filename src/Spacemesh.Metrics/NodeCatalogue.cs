namespace Spacemesh.Metrics;

/// <summary>
/// Every metric of a node under the names that dashboards know (spec 09b §11.1), as data. Families with labels whose values are known
/// show all of them from the start.
/// </summary>
public static class NodeCatalogue
{
    private const string Prefix = "spacemesh_";

    private static readonly double[] Nanoseconds = Exponential(1e5, 2, 10);
    private static readonly double[] Steps = Exponential(1e6, 4, 10);
    private static readonly double[] Vm = Exponential(1e4, 2, 10);
    private static readonly double[] Short = Exponential(0.01, 2, 10);
    private static readonly double[] Latency = Exponential(0.01, 2, 20);
    private static readonly double[] Writes = Exponential(0.01, 10, 5);
    private static readonly double[] Requests = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>New families, with nothing counted yet.</summary>
    public static IEnumerable<MetricFamily> Families() =>
    [
        Gauge("activation_post_duration", "Duration of the last PoST proof, ns"),
        Gauge("activation_poet_pow_duration", "Duration of the last PoET proof of work, ns"),
        Gauge("activation_post_verification_waiting_total", "PoST proofs that wait to be verified"),
        Histogram("activation_publish_window_seconds", "Time left, or missed, when the registration window is reached", Exponential(1, 2, 10), ("condition", ["late", "ontime"])),
        Histogram("activation_post_verification_seconds", "Verification of a PoST proof", Exponential(1, 2, 20)),

        Histogram("api_http_request_duration_seconds", "Time of requests to the JSON gateway", Requests, "code", "handler", "method", "service"),
        Histogram("api_http_response_size_bytes", "Length of its responses", Exponential(100, 10, 8), "code", "handler", "method", "service"),
        Gauge("api_http_requests_inflight", "Requests to it under way", "handler", "service"),

        Counter("ballotwriter_ballot_add_time", "Time of adding ballots, ns"),
        Counter("ballotwriter_batch_write_count", "Batches of ballots written"),
        Counter("ballotwriter_batch_write_time", "Time of writing batches, ns"),
        Counter("ballotwriter_cleanup_time", "Time of cleaning up after batches, ns"),
        Counter("ballotwriter_errored_batch", "Batches that failed"),
        Counter("ballotwriter_flush_batch_size", "Ballots in written batches"),
        Counter("ballotwriter_layer_ballot_time", "Time of looking for other ballots of the layer, ns"),
        Counter("ballotwriter_write_batch_errors", "Errors while writing batches"),
        Histogram("ballotwriter_write_time_hist", "Time of writing a ballot, s", Writes),

        Counter("beacons_beacon_observed_total", "Slots of ballots that declare a beacon", "beacon", "epoch"),
        Counter("beacons_beacon_observed_weight", "Weight of ballots that declare a beacon", "beacon", "epoch"),
        Counter("beacons_beacon_calculated_weight", "Weight behind the beacon that the node calculated", "beacon", "epoch"),
        Counter("beacons_malicious_proposals", "Beacon proposals of malicious identities"),

        Counter("blocks_generate", "Generated blocks", ("outcome", ["block", "empty", "fail_block", "fail_error", "fail_proposal"])),

        Counter("bootstrap_query", "Queries for bootstrap updates", ("outcome", ["fail", "ok"])),
        Counter("bootstrap_received", "Bytes of bootstrap updates"),
        Counter("bootstrap_updates", "Bootstrap updates", ("outcome", ["fail", "ok"])),
        Histogram("bootstrap_query_duration", "Time of a query, ns", Steps, "step"),

        Histogram("clock_tick_distance", "Layers between two ticks", Exponential(1, 2, 10)),
        Gauge("clock_peers_offset", "Difference to the peers' clocks, s"),

        Counter("consensus_cache_atxs", "ATXs in memory", "epoch"),

        Histogram("database_query_latency_ns", "Time of queries, ns", Exponential(1e5, 2, 20), "query"),
        Histogram("database_conn_wait_seconds", "Waiting for a connection of the pool", Latency),
        Gauge("database_table_size", "Bytes of a table", "name"),
        Gauge("database_index_size", "Bytes of an index", "name"),
        Gauge("database_total_size", "Bytes of the database"),

        Counter("fetch_cache_hits", "Peers found for a hash", "hint"),
        Counter("fetch_cache_lookup", "Peers looked for", "hint"),
        Counter("fetch_hash_reqs", "Objects asked for by peers", "hint"),
        Counter("fetch_hash_missing", "Of them not found", "hint"),
        Counter("fetch_hash_empty", "Of them empty", "hint"),
        Gauge("fetch_pending_hash_reqs", "Objects asked for and not answered yet", "hint"),
        Counter("fetch_hash_peer_err", "Requests to peers that failed", "hint"),
        Counter("fetch_certs", "Certificates asked for by peers"),
        Counter("fetch_opn_reqs", "Opinions asked for by peers", ("version", ["v2"])),

        .. Hare("hare"),
        .. Hare("hare4"),
        Counter("hare4_request_compact_count", "Full lists asked for"),
        Counter("hare4_request_compact_error_count", "Of them failed"),
        Counter("hare4_request_compact_handler_count", "Full lists asked for by peers"),
        Counter("hare4_message_cache_miss", "Messages asked for that are not kept"),
        Counter("hare4_message_compacts_count", "Compacted proposals in messages"),
        Counter("hare4_preround_signature_fail_count", "Compacted preround messages with a wrong signature"),

        Counter("malfeasance_num_proofs", "Malfeasance proofs", "type"),
        Counter("malfeasance_num_invalid_proofs", "Invalid malfeasance proofs", ("type", ["mal"])),

        Histogram("mesh_layer_num_blocks", "Blocks of a layer", Exponential(1, 2, 16)),
        Histogram("mesh_ballot_wait_write", "Waiting for a ballot to be written, s", Writes),
        Histogram("mesh_ballot_wait_retry", "Waiting after a failed write, s", Writes),

        Histogram("message_latency_seconds", "Delay of a message to its round", Exponential(0.1, 2, 12), "protocol", "sign", "type"),

        Histogram("miner_proposal_build_seconds", "Building of a layer's own proposals", Exponential(0.1, 2, 10)),

        Counter("p2p_total_send", "Bytes received: the name is the reference's"),
        Counter("p2p_total_recv", "Bytes sent: the name is the reference's"),
        Counter("p2p_messages_per_protocol", "Messages", "direction", "protocol"),
        Counter("p2p_traffic_per_protocol", "Bytes", "direction", "protocol"),
        Gauge("p2p_total_connections", "Connections"),
        Gauge("p2p_total_peers", "Peers"),
        Gauge("p2p_streams_per_protocol", "Streams", "protocol"),
        Gauge("p2p_peers_per_protocol", "Peers that speak a protocol", "protocol"),
        Histogram("p2p_requests_duration", "Time of requests, s", Requests, "protocol"),
        Counter("p2p_dropped_connections_validation_reject", "Peers dropped for messages that no honest peer sends"),
        Histogram("p2p_processed_messages_duration", "Time of judging a message, ns", Steps, "protocol", "result"),
        Counter("p2p_delivered_messages_bytes", "Bytes of delivered messages", "protocol"),
        Counter("p2p_received_messages_bytes", "Bytes of received messages", "protocol"),
        Counter("p2p_delivered_messages_count", "Delivered messages", "protocol"),
        Counter("p2p_received_messages_count", "Received messages", "protocol"),
        Counter("p2p_queue_full", "Messages dropped because a queue was full", "protocol"),
        Counter("p2p_throttled", "Messages dropped by a limit", "protocol"),
        Counter("p2p_rejected", "Messages that were rejected", "protocol"),

        Histogram("proposals_proposal_size", "Bytes of a proposal", Exponential(100, 2, 8)),
        Histogram("proposals_num_txs_in_proposal", "Transactions of a proposal", Exponential(1, 2, 8)),
        Histogram("proposals_num_blocks_in_exception", "Blocks in a list of exceptions", Exponential(1, 2, 8), ("diff_type", ["diff_against", "diff_for", "diff_neutral"])),
        Histogram("proposals_proposal_duration", "Time of a step of a proposal's intake, ns", Steps, ("step", ["ballot", "decode", "hashes", "link", "txs"])),
        Histogram("proposals_ballot_duration", "Time of a step of a ballot's intake, ns", Steps, ("step", ["data", "db_w", "decode", "elig", "fetch", "votes"])),
        Counter("proposals_errs", "Refused proposals", ("kind", ["avail", "data", "elig", "future", "genesis", "init", "known", "late", "mal", "pub", "sigb", "sigp", "vote"])),
        Counter("proposals_proposals_in_layer", "Proposals of a layer", "layer"),

        Histogram("prune_prune_seconds", "Time of pruning", Short, ("step", ["activeset", "cert", "proposal", "proptxs"])),

        Gauge("server_target_queue", "Requests that may wait", "protocol"),
        Gauge("server_queue", "Requests that wait", "protocol"),
        Gauge("server_rps", "Requests a second", "protocol"),
        Counter("server_requests", "Served requests", "protocol", "state"),
        Counter("server_client_requests", "Own requests", "protocol", "state"),
        Histogram("server_client_latency_seconds", "Time of own requests", Latency, "protocol", "result"),
        Histogram("server_server_latency_seconds", "Time of serving a request", Latency, "protocol"),
        Histogram("server_in_queue_latency_seconds", "Time in the queue", Latency, "protocol"),

        Counter("syncer_runs", "Runs of the synchronisation", ("outcome", ["not", "ok"])),
        Counter("syncer_state_runs", "Runs of the state's synchronisation", ("outcome", ["not", "ok"])),
        Gauge("syncer_layers", "Layers synchronised", ("data", ["data", "opinion"])),
        Gauge("syncer_epochs", "Epochs synchronised", ("data", ["atx"])),
        Gauge("syncer_sync_state", "1 for what holds", ("state", ["atx_synced", "gossip", "not", "synced"])),
        Counter("syncer_hash_resolution", "Agreements about hashes with peers; a failed one counts as ok, as in the reference", ("outcome", ["not", "ok"])),
        Counter("syncer_adopted_cert", "Certificates taken from peers"),
        Gauge("syncer_layer", "Last synchronised layer"),
        Counter("syncer_peer_error", "Errors of peers", ("kind", ["cert", "layer", "mal", "opns"])),
        Counter("syncer_opn_poll", "Questions for opinions", ("version", ["v2"])),
        Counter("syncer_opn_err", "Of them failed", ("version", ["v2"])),

        Gauge("tortoise_ballots", "Ballots in memory"),
        Gauge("tortoise_delayed_ballots", "Ballots that wait because of their beacon"),
        Gauge("tortoise_blocks", "Blocks in memory"),
        Gauge("tortoise_layers", "Layers in memory"),
        Gauge("tortoise_epochs", "Epochs in memory"),
        Gauge("tortoise_malfeasant", "Malicious identities"),
        Gauge("tortoise_state_layers", "Where the counting stands", ("kind", ["evicted", "last", "processed", "verified"])),
        Gauge("tortoise_mode", "0 verifying, 1 full"),
        Counter("tortoise_errors", "Errors of the counting"),
        Histogram("tortoise_tortoise_on_ballot_ns", "Time of a ballot, ns", Nanoseconds, ("step", ["decode", "full_count", "verifying_count", "wait"])),
        Histogram("tortoise_tortoise_on_block_ns", "Time of a block, ns", Nanoseconds, ("step", ["add", "late", "wait"])),
        Histogram("tortoise_tortoise_on_hare_output_ns", "Time of a hare output, ns", Nanoseconds, ("step", ["add", "wait"])),
        Histogram("tortoise_tortoise_on_atx_ns", "Time of an ATX, ns", Nanoseconds, ("step", ["add", "wait"])),
        Histogram("tortoise_tortoise_tally_votes_ns", "Time of counting votes, ns", Nanoseconds, ("step", ["execute", "wait"])),
        Histogram("tortoise_tortoise_encode_votes_ns", "Time of encoding votes, ns", Nanoseconds, ("step", ["execute", "wait"])),

        Counter("txs_gossip_txs", "Transactions of the gossip", "outcome"),
        Counter("txs_proposal_txs", "Transactions of proposals", "outcome"),
        Counter("txs_block_txs", "Transactions of blocks", "outcome"),
        Counter("txs_raw_txs", "Transactions without a header", "outcome"),
        Counter("txs_mempool_txs", "Transactions offered to the pool", "outcome"),
        Histogram("txs_cache_apply_duration", "Time of applying a layer to the pool, ns", Exponential(1e8, 2, 10)),
        Histogram("txs_acct_reset_duration", "Time of it for an account, ns", Exponential(1e7, 2, 10)),

        Histogram("vm_transaction_duration", "Time of a transaction, ns", Vm),
        Histogram("vm_transaction_duration_parse", "Of it parsing, ns", Vm),
        Histogram("vm_transaction_duration_verify", "Of it verifying, ns", Vm),
        Histogram("vm_transaction_duration_execute", "Of it executing, ns", Vm),
        Histogram("vm_block_duration", "Time of a layer, ns", Exponential(1e7, 2, 10)),
        Histogram("vm_block_duration_persist", "Of it storing, ns", Exponential(1e7, 2, 10)),
        Histogram("vm_block_duration_wait", "Of it waiting for the database, ns", Exponential(1e5, 2, 10)),
        Histogram("vm_block_duration_txs", "Of it transactions, ns", Exponential(1e6, 2, 10)),
        Histogram("vm_block_duration_rewards", "Of it rewards, ns", Exponential(1e6, 2, 10)),
        Histogram("vm_account_writes_per_block", "Accounts that a layer changed", Exponential(100, 10, 10)),
        Histogram("vm_transactions_per_block", "Transactions of a layer", Exponential(100, 10, 10)),
        Counter("vm_txs", "Executed transactions"),
        Counter("vm_invalid_txs", "Transactions that changed nothing"),
        Counter("vm_fees", "Fees, smidge"),
        Counter("vm_subsidy", "Issued subsidy, smidge"),
        Counter("vm_rewards", "Rewards with fees, smidge"),
        Counter("vm_rewards_burn", "Subsidy and fees that nobody got, smidge"),
        Gauge("vm_applied_layer", "Last applied layer"),
    ];

    /// <summary>Bounds that grow by a factor.</summary>
    public static double[] Exponential(double first, double factor, int count)
    {
        double[] bounds = new double[count];
        for (int i = 0; i < count; i++, first *= factor)
            bounds[i] = first;
        return bounds;
    }

    private static IEnumerable<MetricFamily> Hare(string subsystem) =>
    [
        Counter($"{subsystem}_session", "Sessions", ("stage", ["result", "started", "terminated", "weakcoin"])),
        Counter($"{subsystem}_exit_errors", "Sessions that ended by an error"),
        Counter($"{subsystem}_validation_errors", "Refused messages", ("error", ["malformed", "not_registered", "oracle", "signature"])),
        Counter($"{subsystem}_dropped_msgs", "Messages that the gossip dropped"),
        Histogram($"{subsystem}_validation_seconds", "Time of judging a message", Short, ("step", ["oracle", "submit"])),
        Histogram($"{subsystem}_protocol_seconds", "Time of a session's steps", Short, ("step", ["active", "proposals"])),
    ];

    private static MetricFamily Counter(string name, string help, params string[] labels) => new(Prefix + name, MetricKind.Counter, help, labels);

    private static MetricFamily Counter(string name, string help, (string Label, string[] Values) known) => Known(new(Prefix + name, MetricKind.Counter, help, [known.Label]), known.Values);

    private static MetricFamily Gauge(string name, string help, params string[] labels) => new(Prefix + name, MetricKind.Gauge, help, labels);

    private static MetricFamily Gauge(string name, string help, (string Label, string[] Values) known) => Known(new(Prefix + name, MetricKind.Gauge, help, [known.Label]), known.Values);

    private static MetricFamily Histogram(string name, string help, double[] bounds, params string[] labels) => new(Prefix + name, MetricKind.Histogram, help, labels, bounds);

    private static MetricFamily Histogram(string name, string help, double[] bounds, (string Label, string[] Values) known) =>
        Known(new(Prefix + name, MetricKind.Histogram, help, [known.Label], bounds), known.Values);

    private static MetricFamily Known(MetricFamily family, string[] values)
    {
        foreach (string value in values)
            family.Touch(value);
        return family;
    }
}
