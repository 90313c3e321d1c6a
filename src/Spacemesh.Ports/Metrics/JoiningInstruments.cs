using System.Diagnostics.Metrics;

namespace Spacemesh.Ports.Metrics;

/// <summary>What a node measures of the beacon protocol, bootstrap updates, its clock and pruning (spec 09b §11.1).</summary>
public sealed class JoiningInstruments
{
    private readonly Counter<double> _beaconWeight;
    private readonly Counter<long> _maliciousProposals;
    private readonly Counter<long> _queries;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _updates;
    private readonly Histogram<double> _query;
    private readonly Gauge<double> _offset;
    private readonly Histogram<double> _pruning;
    private readonly Histogram<double> _latency;

    internal JoiningInstruments(Meter meter, Histogram<double> latency)
    {
        _latency = latency;
        _beaconWeight = meter.CreateCounter<double>("spacemesh_beacons_beacon_calculated_weight");
        _maliciousProposals = meter.CreateCounter<long>("spacemesh_beacons_malicious_proposals");
        _queries = meter.CreateCounter<long>("spacemesh_bootstrap_query");
        _bytes = meter.CreateCounter<long>("spacemesh_bootstrap_received");
        _updates = meter.CreateCounter<long>("spacemesh_bootstrap_updates");
        _query = meter.CreateHistogram<double>("spacemesh_bootstrap_query_duration");
        _offset = meter.CreateGauge<double>("spacemesh_clock_peers_offset");
        _pruning = meter.CreateHistogram<double>("spacemesh_prune_prune_seconds");
    }

    /// <summary>The protocol of an epoch came to a beacon with so much weight behind it.</summary>
    public void BeaconCalculated(string epoch, string beacon, double weight) =>
        _beaconWeight.Add(weight, new KeyValuePair<string, object?>("epoch", epoch), new KeyValuePair<string, object?>("beacon", beacon));

    /// <summary>A beacon proposal of a malicious identity came.</summary>
    public void BeaconProposalOfMalicious() => _maliciousProposals.Add(1);

    /// <summary>A message of the beacon protocol came so long after the beginning of its phase.</summary>
    public void BeaconMessageCame(string topic, TimeSpan delay) => NodeInstruments.Delayed(_latency, "b1", topic, delay);

    /// <summary>The server of updates was asked; bytes that it gave.</summary>
    public void UpdatesAsked(bool succeeded, long bytes, TimeSpan elapsed)
    {
        _queries.Add(1, Outcome(succeeded));
        _bytes.Add(bytes);
        _query.Record(elapsed.TotalNanoseconds, new KeyValuePair<string, object?>("step", "query"));
    }

    /// <summary>An update was applied, or is none.</summary>
    public void UpdateTaken(bool succeeded) => _updates.Add(1, Outcome(succeeded));

    /// <summary>The peers' clocks are so far ahead.</summary>
    public void ClockCompared(TimeSpan offset) => _offset.Record(offset.TotalSeconds);

    /// <summary>A step of pruning took so long: cert, proptxs, activeset, proposal.</summary>
    public void Pruned(string step, TimeSpan elapsed) => _pruning.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("step", step));

    private static KeyValuePair<string, object?> Outcome(bool succeeded) => new("outcome", succeeded ? "ok" : "fail");
}
