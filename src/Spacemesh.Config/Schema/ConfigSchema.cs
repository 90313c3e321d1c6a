using static Spacemesh.Config.Schema.ConfigKinds;

namespace Spacemesh.Config.Schema;

/// <summary>
/// Every key of the configuration and its kind (spec 09b §5). The keys of <c>dashboard</c>, <c>log-file</c>, <c>limits</c>, <c>release-check</c> and
/// <c>smeshing-doppelganger-protection</c> are our own.
/// </summary>
internal static class ConfigSchema
{
    /// <summary>Loggers and keys that guides still show; where there is no key of today the value is empty.</summary>
    private static readonly Dictionary<string, string> DroppedLoggers = new(StringComparer.Ordinal)
    {
        ["block-builder"] = "proposalBuilder",
        ["block-listener"] = "proposalListener",
        ["poet"] = "poetDb",
    };

    private static readonly Dictionary<string, string> DroppedApiKeys = new(StringComparer.Ordinal)
    {
        ["grpc-public-services"] = "publicservices",
        ["grpc-private-services"] = "privateservices",
    };

    public static SectionKind Root { get; } = Section(
        ("active-set-preparation", Section(
            ("retry-interval", Duration),
            ("tries", Int),
            ("window", Duration)
        )),
        ("api", Section(DroppedApiKeys,
            ("db-connections", Int),
            ("grpc-cors-allowed-origins", Texts),
            ("grpc-json-listener", Text),
            ("grpc-post-listener", Text),
            ("grpc-private-listener", Text),
            ("grpc-public-listener", Text),
            ("grpc-recv-msg-size", Int),
            ("grpc-send-msg-size", Int),
            ("grpc-tls-ca-cert", Text),
            ("grpc-tls-cert", Text),
            ("grpc-tls-key", Text),
            ("grpc-tls-listener", Text),
            ("grpc-tls-services", Texts),
            ("postservices", Texts),
            ("privateservices", Texts),
            ("publicservices", Texts),
            ("smesherstreaminterval", Duration)
        )),
        ("beacon", Section(
            ("beacon-first-voting-round-duration", Duration),
            ("beacon-grace-period-duration", Duration),
            ("beacon-kappa", Int),
            ("beacon-proposal-duration", Duration),
            ("beacon-q", Fraction),
            ("beacon-rounds-number", U32),
            ("beacon-sync-weight-units", Int),
            ("beacon-theta", Fraction),
            ("beacon-votes-limit", U32),
            ("beacon-voting-round-duration", Duration),
            ("beacon-weak-coin-round-duration", Duration)
        )),
        ("bootstrap", Section(
            ("bootstrap-url", Text),
            ("bootstrap-version", Text),
            ("datadir", Text),
            ("interval", Duration)
        )),
        ("cache", Section(
            ("atx-size", Int),
            ("malfeasance-size", Int)
        )),
        ("certificate", Section(
            ("certifythreshold", Int),
            ("committee-size", Int),
            ("layerbuffer", U32),
            ("numlayerstokeep", U32)
        )),
        ("certifier", Section(
            ("client", Section(
                ("max-retries", Int),
                ("max-retry-delay", Duration),
                ("retry-delay", Duration)
            ))
        )),
        ("fetch", Section(
            ("batchsize", Int),
            ("batchtimeout", Duration),
            ("decaying-tag", Section(
                ("cap", Int),
                ("dec", Int),
                ("inc", Int),
                ("interval", Duration)
            )),
            ("getatxsconcurrency", Int),
            ("log-peer-stats-interval", Duration),
            ("maxretriesforrequest", Int),
            ("queuesize", Int),
            ("request-hard-timeout", Duration),
            ("request-timeout", Duration),
            ("servers", new MapKind(Section(("interval", Duration), ("queue", Int), ("requests", Int)))),
            ("servers-metrics", Bool),
            ("streaming", Bool)
        )),
        ("genesis", Section(
            ("accounts", new MapKind(U64)),
            ("genesis-extra-data", Text),
            ("genesis-time", Time)
        )),
        ("hare-eligibility", Section(
            ("eligibility-confidence-param", U32)
        )),
        ("hare3", Section(
            ("committee", U16),
            ("committeeupgrade", CommitteeUpgrade),
            ("disable-layer", U32),
            ("enable", Bool),
            ("enable-layer", U32),
            ("iterations-limit", U8),
            ("leaders", U16),
            ("log-stats", Bool),
            ("preround-delay", Duration),
            ("protocolname", Text),
            ("round-duration", Duration)
        )),
        ("hare4", Section(
            ("committee", U16),
            ("committeeupgrade", CommitteeUpgrade),
            ("disable-layer", U32),
            ("enable", Bool),
            ("enable-layer", U32),
            ("iterations-limit", U8),
            ("leaders", U16),
            ("log-stats", Bool),
            ("preround-delay", Duration),
            ("protocolname", Text),
            ("round-duration", Duration)
        )),
        ("logging", Section(DroppedLoggers,
            ("app", Text),
            ("atxBuilder", Text),
            ("atxHandler", Text),
            ("beacon", Text),
            ("blockCert", Text),
            ("blockGenerator", Text),
            ("blockHandler", Text),
            ("bootstrap", Text),
            ("cachedDb", Text),
            ("clock", Text),
            ("conState", Text),
            ("executor", Text),
            ("fetcher", Text),
            ("grpc", Text),
            ("hare", Text),
            ("hareOracle", Text),
            ("log-encoder", Text),
            ("malfeasance", Text),
            ("mesh", Text),
            ("nipostBuilder", Text),
            ("nipostValidator", Text),
            ("p2p", Text),
            ("poetDb", Text),
            ("post", Text),
            ("postService", Text),
            ("proposalBuilder", Text),
            ("proposalListener", Text),
            ("proposalStore", Text),
            ("stateDb", Text),
            ("sync", Text),
            ("timesync", Text),
            ("trtl", Text),
            ("txHandler", Text),
            ("vm", Text)
        )),
        ("main", Section(
            ("atx-grade-delay", Duration),
            ("atx-versions", AtxVersions),
            ("block-gas-limit", U64),
            ("data-folder", Text),
            ("db-allow-schema-drift", Bool),
            ("db-connections", Int),
            ("db-latency-metering", Bool),
            ("db-prune-interval", Duration),
            ("db-query-cache", Bool),
            ("db-query-cache-sizes", Section(
                ("active-set-blob", Int),
                ("atx-blob", Int),
                ("epoch-atxs", Int)
            )),
            ("db-size-metering-interval", Duration),
            ("db-skip-migrations", new ListKind(Int)),
            ("db-vacuum-state", Int),
            ("filelock", Text),
            ("layer-average-size", U32),
            ("layer-duration", Duration),
            ("layers-per-epoch", U32),
            ("metrics", Bool),
            ("metrics-port", Int),
            ("miner-good-atxs-percent", Int),
            ("network-hrp", Text),
            ("no-main-override", Bool),
            ("optimistic-filtering-threshold", Int),
            ("poet-server", DroppedPoetServer),
            ("poet-servers", PoetServers),
            ("post-valid-delay", Duration),
            ("pprof-block-profile", Bool),
            ("pprof-listener", Text),
            ("pprof-mutex-profile", Bool),
            ("pprof-server", Bool),
            ("profiler-name", Text),
            ("profiler-url", Text),
            ("prune-activesets-from", U32),
            ("regossip-atx-interval", Duration),
            ("standalone", Bool),
            ("tick-size", U64),
            ("txs-per-proposal", Int)
        )),
        ("p2p", Section(
            ("advertise-address", Addresses),
            ("auto-nat-server", Section(
                ("global-max", Int),
                ("peer-max", Int),
                ("reset-period", Duration)
            )),
            ("autoscale-peers", Bool),
            ("bootnodes", Texts),
            ("datadir", Text),
            ("direct", Texts),
            ("disable-connection-manager", Bool),
            ("disable-dht", Bool),
            ("disable-natport", Bool),
            ("disable-pubsub", Bool),
            ("disable-resource-manager", Bool),
            ("disable-reuseport", Bool),
            ("discovery-timings", Section(
                ("advertise-delay", Duration),
                ("advertise-interval", Duration),
                ("advertise-interval-spread", Duration),
                ("advertise-retry-delay", Duration),
                ("dial-timeout", Duration),
                ("find-peers-retry-delay", Duration),
                ("max-backoff", Duration),
                ("max-conn-backoff", Duration),
                ("min-backoff", Duration),
                ("min-conn-backoff", Duration)
            )),
            ("enable-quic-transport", Bool),
            ("enable-routing-discovery", Bool),
            ("enable-tcp-transport", Bool),
            ("flood", Bool),
            ("force-dht-server", Bool),
            ("gossip-atx-validation-throttle", Int),
            ("gossip-eviction-strategy", Int),
            ("gossip-peer-outbound-queue-size", Int),
            ("gossip-queue-size", Int),
            ("gossip-validation-throttle", Int),
            ("gracepeersshutdown", Duration),
            ("high-peers", Int),
            ("inbound-fraction", Real),
            ("ip4-blocklist", Texts),
            ("ip6-blocklist", Texts),
            ("listen", Addresses),
            ("loglevel", Text),
            ("low-peers", Int),
            ("maxmessagesize", Int),
            ("min-peers", Int),
            ("outbound-fraction", Real),
            ("p2p-accept-queue", Int),
            ("p2p-bootnode", Bool),
            ("p2p-holepunching", Bool),
            ("p2p-metrics", Bool),
            ("p2p-private-network", Bool),
            ("p2p-reachability", Text),
            ("ping-interval", Duration),
            ("ping-peers", Texts),
            ("relay", Bool),
            ("relay-server", Section(
                ("buffer-size", Int),
                ("conn-data-limit", Int),
                ("conn-duration-limit", Duration),
                ("enable", Bool),
                ("max-circuits", Int),
                ("max-reservations-per-asn", Int),
                ("max-reservations-per-ip", Int),
                ("max-reservations-per-peer", Int),
                ("reservations", Int),
                ("ttl", Duration)
            )),
            ("routing-discovery-advertise", Bool),
            ("static-relays", Texts)
        )),
        ("poet", Section(
            ("cycle-gap", Duration),
            ("grace-period", Duration),
            ("info-cache-ttl", Duration),
            ("phase-shift", Duration),
            ("poet-proofs-cache", Int),
            ("poet-request-timeout", Duration),
            ("positioning-atx-selection-timeout", Duration),
            ("pow-params-cache-ttl", Duration),
            ("retry-delay", Duration),
            ("retry-max", Int)
        )),
        ("post", Section(
            ("post-k1", UInt),
            ("post-k2", UInt),
            ("post-k3", UInt),
            ("post-labels-per-unit", U64),
            ("post-max-numunits", U32),
            ("post-min-numunits", U32),
            ("post-pow-difficulty", Difficulty)
        )),
        ("postservice", Section(
            ("cacert", Text),
            ("cert", Text),
            ("key", Text),
            ("maxretries", Int),
            ("nodeaddress", Text),
            ("postservicecmd", Text)
        )),
        ("preset", Text),
        ("public-metrics", Section(
            ("metrics-push-header", new MapKind(Text)),
            ("metrics-push-pass", Text),
            ("metrics-push-period", Duration),
            ("metrics-push-user", Text),
            ("metrics-url", Text)
        )),
        ("recovery", Section(
            ("preserve-own-atx", Bool),
            ("recovery-layer", U32),
            ("recovery-uri", Text)
        )),
        ("smeshing", Section(
            ("smeshing-coinbase", Text),
            ("smeshing-doppelganger-protection", Bool),
            ("smeshing-opts", Section(
                ("smeshing-opts-compute-batch-size", U64),
                ("smeshing-opts-datadir", Text),
                ("smeshing-opts-maxfilesize", U64),
                ("smeshing-opts-numunits", U32),
                ("smeshing-opts-provider", Provider),
                ("smeshing-opts-scrypt", Section(
                    ("n", UInt),
                    ("p", UInt),
                    ("r", UInt)
                )),
                ("smeshing-opts-throttle", Bool)
            )),
            ("smeshing-proving-opts", Section(
                ("smeshing-opts-proving-nonces", UInt),
                ("smeshing-opts-proving-randomx-mode", Text),
                ("smeshing-opts-proving-threads", UInt)
            )),
            ("smeshing-start", Bool),
            ("smeshing-verifying-opts", Section(
                ("smeshing-opts-verifying-disable", Bool),
                ("smeshing-opts-verifying-min-workers", Int),
                ("smeshing-opts-verifying-powflags", U32),
                ("smeshing-opts-verifying-workers", Int)
            ))
        )),
        ("syncer", Section(
            ("atx-sync", Section(
                ("atxs-batch", Int),
                ("epoch-info-peers", Int),
                ("epoch-info-request-interval", Duration),
                ("progress-every-fraction", Real),
                ("progress-on-time", Duration),
                ("requests-limit", Int)
            )),
            ("disable-mesh-agreement", Bool),
            ("epochendfraction", Real),
            ("gossipduration", Duration),
            ("haredelaylayers", U32),
            ("interval", Duration),
            ("malfeasance-sync", Section(
                ("id-request-interval", Duration),
                ("malfeasance-id-peers", Int),
                ("max-batch-size", Int),
                ("max-epoch-fraction", Real),
                ("min-sync-peers", Int),
                ("requests-limit", Int),
                ("retry-interval", Duration)
            )),
            ("maxstaleduration", Duration),
            ("out-of-sync-threshold", U32),
            ("standalone", Bool),
            ("synccertdistance", U32),
            ("tallyvotesfrequency", Real)
        )),
        ("time", Section(
            ("peersync", Section(
                ("disable", Bool),
                ("max-clock-offset", Duration),
                ("max-offset-errors", Int),
                ("required-responses", Int),
                ("round-interval", Duration),
                ("round-retry-interval", Duration),
                ("round-timeout", Duration)
            ))
        )),
        ("tortoise", Section(
            ("historicalwindowsize", new ListKind(Section(("start", U32), ("end", U32), ("window", U32)))),
            ("layersize", U32),
            ("minimalactivesetweight", new ListKind(Section(("epoch", U32), ("weight", U64)))),
            ("tortoise-collect-details", U32),
            ("tortoise-delay-layers", U32),
            ("tortoise-enable-tracer", Bool),
            ("tortoise-hdist", U32),
            ("tortoise-max-exceptions", Int),
            ("tortoise-window-size", U32),
            ("tortoise-zdist", U32)
        )),
        ("vm", Section(
            ("gaslimit", U64),
            ("genesisid", Text)
        )),
        ("dashboard", Section(
            ("enable", Bool),
            ("listener", Text)
        )),
        ("release-check", Section(
            ("enable", Bool),
            ("url", Text),
            ("key", Text)
        )),
        ("log-file", Section(
            ("path", Text),
            ("max-size", U64),
            ("keep", Int)
        )),
        ("limits", Section(
            ("api-concurrent-streams", Int),
            ("api-requests-per-second", Int)
        )));
}
