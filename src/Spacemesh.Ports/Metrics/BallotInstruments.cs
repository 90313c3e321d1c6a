using System.Diagnostics.Metrics;

namespace Spacemesh.Ports.Metrics;

/// <summary>What the intake of ballots and proposals measures (spec 09b §11.1). A ballot is written alone: a batch holds one.</summary>
public sealed class BallotInstruments
{
    private readonly Histogram<double> _ballot;
    private readonly Histogram<double> _proposal;
    private readonly Histogram<double> _exceptions;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _beacons;
    private readonly Counter<double> _beaconWeight;
    private readonly Counter<long> _batches;
    private readonly Counter<long> _batched;
    private readonly Counter<double> _lookups;
    private readonly Counter<double> _inserts;
    private readonly Counter<double> _writes;
    private readonly Histogram<double> _write;
    private readonly Histogram<double> _wait;
    private readonly Histogram<double> _latency;

    internal BallotInstruments(Meter meter, Histogram<double> latency)
    {
        _latency = latency;
        _ballot = meter.CreateHistogram<double>("spacemesh_proposals_ballot_duration");
        _proposal = meter.CreateHistogram<double>("spacemesh_proposals_proposal_duration");
        _exceptions = meter.CreateHistogram<double>("spacemesh_proposals_num_blocks_in_exception");
        _refused = meter.CreateCounter<long>("spacemesh_proposals_errs");
        _beacons = meter.CreateCounter<long>("spacemesh_beacons_beacon_observed_total");
        _beaconWeight = meter.CreateCounter<double>("spacemesh_beacons_beacon_observed_weight");
        _batches = meter.CreateCounter<long>("spacemesh_ballotwriter_batch_write_count");
        _batched = meter.CreateCounter<long>("spacemesh_ballotwriter_flush_batch_size");
        _lookups = meter.CreateCounter<double>("spacemesh_ballotwriter_layer_ballot_time");
        _inserts = meter.CreateCounter<double>("spacemesh_ballotwriter_ballot_add_time");
        _writes = meter.CreateCounter<double>("spacemesh_ballotwriter_batch_write_time");
        _write = meter.CreateHistogram<double>("spacemesh_ballotwriter_write_time_hist");
        _wait = meter.CreateHistogram<double>("spacemesh_mesh_ballot_wait_write");
    }

    /// <summary>A step of a ballot took so long: data, fetch, decode, votes, elig, db_w.</summary>
    public void BallotTook(string step, TimeSpan elapsed) => _ballot.Record(elapsed.TotalNanoseconds, new KeyValuePair<string, object?>("step", step));

    /// <summary>A step of a proposal took so long: decode, hashes, ballot, txs, link.</summary>
    public void ProposalTook(string step, TimeSpan elapsed) => _proposal.Record(elapsed.TotalNanoseconds, new KeyValuePair<string, object?>("step", step));

    /// <summary>A proposal was refused; kinds as in the family's help.</summary>
    public void ProposalRefused(string kind) => _refused.Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>The lengths of a ballot's three lists of exceptions.</summary>
    public void Voted(int support, int against, int abstain)
    {
        _exceptions.Record(support, new KeyValuePair<string, object?>("diff_type", "diff_for"));
        _exceptions.Record(against, new KeyValuePair<string, object?>("diff_type", "diff_against"));
        _exceptions.Record(abstain, new KeyValuePair<string, object?>("diff_type", "diff_neutral"));
    }

    /// <summary>A ballot of an epoch declares a beacon, with so many slots and so much weight.</summary>
    public void BeaconDeclared(string epoch, string beacon, int slots, double weight)
    {
        _beacons.Add(slots, new KeyValuePair<string, object?>("epoch", epoch), new KeyValuePair<string, object?>("beacon", beacon));
        _beaconWeight.Add(weight, new KeyValuePair<string, object?>("epoch", epoch), new KeyValuePair<string, object?>("beacon", beacon));
    }

    /// <summary>A ballot was written.</summary>
    /// <param name="wait">Until the database was free.</param>
    /// <param name="lookup">Looking for another one of its smesher in its layer.</param>
    /// <param name="insert">Adding it.</param>
    /// <param name="write">All of it but the wait.</param>
    public void Written(TimeSpan wait, TimeSpan lookup, TimeSpan insert, TimeSpan write)
    {
        _batches.Add(1);
        _batched.Add(1);
        _lookups.Add(lookup.TotalNanoseconds);
        _inserts.Add(insert.TotalNanoseconds);
        _writes.Add(write.TotalNanoseconds);
        _write.Record(write.TotalSeconds);
        _wait.Record((wait + write).TotalSeconds);
    }

    /// <summary>A proposal came so long after the beginning of its layer.</summary>
    public void ProposalCame(string topic, TimeSpan delay) => NodeInstruments.Delayed(_latency, topic, topic, delay);
}
