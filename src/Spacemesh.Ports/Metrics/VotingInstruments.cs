using System.Diagnostics.Metrics;

namespace Spacemesh.Ports.Metrics;

/// <summary>What the counting of votes measures, in nanoseconds: the wait for it and each kind of call (spec 09b §11.1).</summary>
public sealed class VotingInstruments
{
    private readonly Histogram<double> _ballot;
    private readonly Histogram<double> _block;
    private readonly Histogram<double> _output;
    private readonly Histogram<double> _atx;
    private readonly Histogram<double> _tally;
    private readonly Histogram<double> _encode;
    private readonly Counter<long> _errors;

    internal VotingInstruments(Meter meter)
    {
        _ballot = meter.CreateHistogram<double>("spacemesh_tortoise_tortoise_on_ballot_ns");
        _block = meter.CreateHistogram<double>("spacemesh_tortoise_tortoise_on_block_ns");
        _output = meter.CreateHistogram<double>("spacemesh_tortoise_tortoise_on_hare_output_ns");
        _atx = meter.CreateHistogram<double>("spacemesh_tortoise_tortoise_on_atx_ns");
        _tally = meter.CreateHistogram<double>("spacemesh_tortoise_tortoise_tally_votes_ns");
        _encode = meter.CreateHistogram<double>("spacemesh_tortoise_tortoise_encode_votes_ns");
        _errors = meter.CreateCounter<long>("spacemesh_tortoise_errors");
    }

    /// <param name="step">decode, full_count, verifying_count.</param>
    /// <param name="wait">Until the counting was free.</param>
    /// <param name="work">Of the call.</param>
    public void OnBallot(string step, TimeSpan wait, TimeSpan work) => Took(_ballot, step, wait, work);

    /// <param name="isLate">Whether the votes of its layer were counted before.</param>
    /// <param name="wait">Until the counting was free.</param>
    /// <param name="work">Of the call.</param>
    public void OnBlock(bool isLate, TimeSpan wait, TimeSpan work)
    {
        Took(_block, "add", wait, work);
        if (isLate)
            _block.Record(work.TotalNanoseconds, new KeyValuePair<string, object?>("step", "late"));
    }

    public void OnHareOutput(TimeSpan wait, TimeSpan work) => Took(_output, "add", wait, work);

    public void OnAtx(TimeSpan wait, TimeSpan work) => Took(_atx, "add", wait, work);

    public void Tallied(TimeSpan wait, TimeSpan work) => Took(_tally, "execute", wait, work);

    public void Encoded(TimeSpan wait, TimeSpan work) => Took(_encode, "execute", wait, work);

    /// <summary>A ballot could not be counted, or votes not be encoded.</summary>
    public void Failed() => _errors.Add(1);

    private static void Took(Histogram<double> histogram, string step, TimeSpan wait, TimeSpan work)
    {
        histogram.Record(wait.TotalNanoseconds, new KeyValuePair<string, object?>("step", "wait"));
        histogram.Record(work.TotalNanoseconds, new KeyValuePair<string, object?>("step", step));
    }
}
