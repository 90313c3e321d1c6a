namespace Spacemesh.Node.Tests.Metering;

/// <summary>Which test sees which metrics move. Together with the documented list of those that stay at zero they are all.</summary>
internal static class MetricSightings
{
    /// <summary>In <see cref="MeteredNetwork"/>.</summary>
    public static readonly string[] Simulated =
    [
        "spacemesh_activation_post_verification_seconds", "spacemesh_activation_publish_window_seconds", "spacemesh_ballotwriter_batch_write_count",
        "spacemesh_ballotwriter_flush_batch_size", "spacemesh_ballotwriter_write_time_hist", "spacemesh_beacons_beacon_calculated_weight",
        "spacemesh_beacons_beacon_observed_total", "spacemesh_beacons_beacon_observed_weight", "spacemesh_blocks_generate", "spacemesh_clock_peers_offset",
        "spacemesh_consensus_cache_atxs", "spacemesh_fetch_cache_hits", "spacemesh_fetch_cache_lookup", "spacemesh_fetch_hash_missing", "spacemesh_fetch_hash_peer_err",
        "spacemesh_fetch_hash_reqs", "spacemesh_fetch_opn_reqs", "spacemesh_hare4_message_cache_miss", "spacemesh_hare4_message_compacts_count",
        "spacemesh_hare4_protocol_seconds", "spacemesh_hare4_request_compact_count", "spacemesh_hare4_request_compact_handler_count", "spacemesh_hare4_session",
        "spacemesh_hare4_validation_errors", "spacemesh_hare4_validation_seconds", "spacemesh_hare_protocol_seconds", "spacemesh_hare_session",
        "spacemesh_hare_validation_errors", "spacemesh_hare_validation_seconds", "spacemesh_malfeasance_num_invalid_proofs", "spacemesh_mesh_ballot_wait_write",
        "spacemesh_message_latency_seconds", "spacemesh_miner_proposal_build_seconds", "spacemesh_p2p_processed_messages_duration", "spacemesh_proposals_ballot_duration",
        "spacemesh_proposals_errs", "spacemesh_proposals_num_blocks_in_exception", "spacemesh_proposals_proposal_duration", "spacemesh_proposals_proposal_size",
        "spacemesh_prune_prune_seconds", "spacemesh_syncer_epochs", "spacemesh_syncer_hash_resolution", "spacemesh_syncer_layer", "spacemesh_syncer_layers",
        "spacemesh_syncer_opn_err", "spacemesh_syncer_opn_poll", "spacemesh_syncer_peer_error", "spacemesh_syncer_runs", "spacemesh_syncer_state_runs",
        "spacemesh_syncer_sync_state", "spacemesh_tortoise_ballots", "spacemesh_tortoise_blocks", "spacemesh_tortoise_epochs", "spacemesh_tortoise_layers",
        "spacemesh_tortoise_malfeasant", "spacemesh_tortoise_mode", "spacemesh_tortoise_state_layers", "spacemesh_tortoise_tortoise_encode_votes_ns",
        "spacemesh_tortoise_tortoise_on_atx_ns", "spacemesh_tortoise_tortoise_on_ballot_ns", "spacemesh_tortoise_tortoise_on_block_ns",
        "spacemesh_tortoise_tortoise_on_hare_output_ns", "spacemesh_tortoise_tortoise_tally_votes_ns", "spacemesh_txs_block_txs", "spacemesh_txs_cache_apply_duration",
        "spacemesh_txs_gossip_txs", "spacemesh_txs_mempool_txs", "spacemesh_txs_proposal_txs", "spacemesh_txs_raw_txs", "spacemesh_vm_account_writes_per_block",
        "spacemesh_vm_applied_layer", "spacemesh_vm_block_duration", "spacemesh_vm_block_duration_persist", "spacemesh_vm_block_duration_rewards",
        "spacemesh_vm_block_duration_txs", "spacemesh_vm_block_duration_wait", "spacemesh_vm_fees", "spacemesh_vm_rewards", "spacemesh_vm_rewards_burn",
        "spacemesh_vm_subsidy", "spacemesh_vm_transaction_duration", "spacemesh_vm_transaction_duration_execute", "spacemesh_vm_transaction_duration_parse",
        "spacemesh_vm_transaction_duration_verify", "spacemesh_vm_transactions_per_block", "spacemesh_vm_txs",
    ];

    /// <summary>In <see cref="MeteredPeers"/>.</summary>
    public static readonly string[] Peers =
    [
        "libp2p_autonat_next_probe_timestamp", "libp2p_autonat_reachability_status", "libp2p_autonat_reachability_status_confidence", "libp2p_identify_addrs_count",
        "libp2p_identify_addrs_received", "libp2p_identify_identify_pushes_triggered_total", "libp2p_identify_protocols_count", "libp2p_identify_protocols_received",
        "libp2p_rcmgr_connections", "libp2p_rcmgr_fds", "libp2p_rcmgr_peer_connections", "libp2p_rcmgr_previous_peer_connections",
        "libp2p_swarm_connections_closed_total", "libp2p_swarm_connections_opened_total", "spacemesh_fetch_certs", "spacemesh_fetch_hash_empty",
        "spacemesh_fetch_pending_hash_reqs", "spacemesh_p2p_delivered_messages_bytes", "spacemesh_p2p_delivered_messages_count",
        "spacemesh_p2p_dropped_connections_validation_reject", "spacemesh_p2p_messages_per_protocol", "spacemesh_p2p_peers_per_protocol",
        "spacemesh_p2p_received_messages_bytes", "spacemesh_p2p_received_messages_count", "spacemesh_p2p_rejected", "spacemesh_p2p_requests_duration",
        "spacemesh_p2p_streams_per_protocol", "spacemesh_p2p_total_connections", "spacemesh_p2p_total_peers", "spacemesh_p2p_total_recv", "spacemesh_p2p_total_send",
        "spacemesh_p2p_traffic_per_protocol", "spacemesh_server_client_latency_seconds", "spacemesh_server_client_requests", "spacemesh_server_in_queue_latency_seconds",
        "spacemesh_server_queue", "spacemesh_server_requests", "spacemesh_server_rps", "spacemesh_server_server_latency_seconds", "spacemesh_server_target_queue",
    ];

    /// <summary>In the process of <see cref="Live.LiveNode"/>.</summary>
    public static readonly string[] Live =
    [
        "spacemesh_activation_poet_pow_duration", "spacemesh_activation_post_duration", "spacemesh_api_http_request_duration_seconds",
        "spacemesh_api_http_response_size_bytes", "spacemesh_ballotwriter_ballot_add_time", "spacemesh_ballotwriter_batch_write_time",
        "spacemesh_ballotwriter_layer_ballot_time", "spacemesh_clock_tick_distance", "spacemesh_database_conn_wait_seconds", "spacemesh_database_query_latency_ns",
        "spacemesh_database_total_size", "spacemesh_mesh_layer_num_blocks", "spacemesh_proposals_num_txs_in_proposal", "spacemesh_proposals_proposals_in_layer",
    ];

    /// <summary>In a bootstrap updater.</summary>
    public static readonly string[] Updates =
    [
        "spacemesh_bootstrap_query", "spacemesh_bootstrap_query_duration", "spacemesh_bootstrap_received", "spacemesh_bootstrap_updates",
    ];

    /// <summary>What happens too rarely for a small network: the services tell it to instruments whose way to the metric is tested.</summary>
    public static readonly string[] Told =
    [
        "spacemesh_api_http_requests_inflight", "spacemesh_beacons_malicious_proposals", "spacemesh_hare4_dropped_msgs", "spacemesh_hare4_exit_errors",
        "spacemesh_hare4_preround_signature_fail_count", "spacemesh_hare4_request_compact_error_count", "spacemesh_hare_dropped_msgs", "spacemesh_hare_exit_errors",
        "spacemesh_malfeasance_num_proofs", "spacemesh_p2p_queue_full", "spacemesh_p2p_throttled", "spacemesh_syncer_adopted_cert", "spacemesh_tortoise_errors",
        "spacemesh_vm_invalid_txs",
    ];

    /// <summary>Gauges of what is there when somebody looks, and why no test finds something.</summary>
    public static readonly IReadOnlyDictionary<string, string> Momentary = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["spacemesh_activation_post_verification_waiting_total"] = "read from the verification of proofs, which is idle whenever a test looks",
        ["spacemesh_tortoise_delayed_ballots"] = "read from the counting; only ballots of a wrong beacon wait",
        ["libp2p_holepunch_outcomes_total"] = "needs two peers behind NAT and a relay; tests/Spacemesh.Libp2p.Interop makes them",
    };
}
