using System.Diagnostics.Metrics;

namespace Spacemesh.Ports.Metrics;

/// <summary>What sessions of hare and the intake of their messages measure, for hare3 or hare4 (spec 09b §11.1).</summary>
public sealed class HareInstruments
{
    private readonly Counter<long> _sessions;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _dropped;
    private readonly Histogram<double> _validation;
    private readonly Histogram<double> _protocol;
    private readonly Histogram<double> _latency;

    /// <param name="meter">The node's own.</param>
    /// <param name="subsystem">hare or hare4.</param>
    /// <param name="latency">The delay of messages of all protocols.</param>
    internal HareInstruments(Meter meter, string subsystem, Histogram<double> latency)
    {
        _latency = latency;
        _sessions = meter.CreateCounter<long>($"spacemesh_{subsystem}_session");
        _failures = meter.CreateCounter<long>($"spacemesh_{subsystem}_exit_errors");
        _refused = meter.CreateCounter<long>($"spacemesh_{subsystem}_validation_errors");
        _dropped = meter.CreateCounter<long>($"spacemesh_{subsystem}_dropped_msgs");
        _validation = meter.CreateHistogram<double>($"spacemesh_{subsystem}_validation_seconds");
        _protocol = meter.CreateHistogram<double>($"spacemesh_{subsystem}_protocol_seconds");
    }

    /// <summary>A session came to a stage: started, weakcoin, result, terminated.</summary>
    public void SessionIs(string stage) => _sessions.Add(1, new KeyValuePair<string, object?>("stage", stage));

    /// <summary>A session ended without a result.</summary>
    public void SessionFailed() => _failures.Add(1);

    /// <summary>A message was refused: not_registered, malformed, signature, oracle.</summary>
    public void MessageRefused(string error) => _refused.Add(1, new KeyValuePair<string, object?>("error", error));

    /// <summary>A valid message told nothing that is to be relayed.</summary>
    public void MessageDropped() => _dropped.Add(1);

    /// <summary>The claims of a message were checked.</summary>
    public void ClaimsChecked(TimeSpan elapsed) => Took(_validation, "oracle", elapsed);

    /// <summary>A message went through the session's machine, the wait for it included.</summary>
    public void MessageSubmitted(TimeSpan elapsed) => Took(_validation, "submit", elapsed);

    /// <summary>The proposals of a layer were chosen.</summary>
    public void ProposalsSelected(TimeSpan elapsed) => Took(_protocol, "proposals", elapsed);

    /// <summary>The seats of a round were drawn.</summary>
    public void SeatsDrawn(TimeSpan elapsed) => Took(_protocol, "active", elapsed);

    /// <summary>A message came so long after the beginning of its round, or before it where that is negative.</summary>
    public void MessageCame(string protocol, string round, TimeSpan delay) => NodeInstruments.Delayed(_latency, protocol, round, delay);

    private static void Took(Histogram<double> histogram, string step, TimeSpan elapsed) =>
        histogram.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("step", step));
}
