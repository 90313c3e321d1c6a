namespace Spacemesh.Metrics;

/// <summary>What a node that is asked to tells a push gateway (spec 09b §11.2).</summary>
public sealed class PublicFamilies
{
    private readonly MetricFamily _connections = Gauge("smh_connections", "dir");
    private readonly MetricFamily _size = Gauge("smh_init_size", "step");
    private readonly MetricFamily _post = Gauge("smh_post_seconds", "");
    private readonly MetricFamily _version = Gauge("smh_version", "version");
    private readonly MetricFamily _beacon = Gauge("smh_beacon_current", "beacon");
    private readonly MetricFamily _next = Gauge("smh_beacon_next", "beacon");
    private readonly MetricFamily _nonces = Gauge("smh_smeshing_opts_proving_nonces", "");
    private readonly MetricFamily _threads = Gauge("smh_smeshing_opts_proving_threads", "");

    public PublicFamilies(string version, double nonces, double threads)
    {
        Registry.Add(_connections, _size, _post, _version, _beacon, _next, _nonces, _threads);
        _version.Set(1, version);
        _nonces.Set(nonces);
        _threads.Set(threads);
    }

    public MetricRegistry Registry { get; } = new();

    public void Connections(int inbound, int outbound)
    {
        _connections.Set(inbound, "inbound");
        _connections.Set(outbound, "outbound");
    }

    public void InitialisationStarted(uint units) => _size.Set(units, "start");

    public void InitialisationCompleted(uint units) => _size.Set(units, "complete");

    /// <summary>A proof was made. The unit depends on the kind of proof, as in the reference: dashboards are built on it.</summary>
    public void PostMade(TimeSpan elapsed, bool initial) => _post.Set(initial ? elapsed.TotalNanoseconds : elapsed.TotalSeconds);

    public void BeaconOfNow(string beacon) => _beacon.Set(0, beacon);

    public void BeaconOfNext(string beacon) => _next.Set(0, beacon);

    /// <summary>The gauges have no help text in the reference either.</summary>
    private static MetricFamily Gauge(string name, string label) => new(name, MetricKind.Gauge, "", label.Length > 0 ? [label] : null);
}
