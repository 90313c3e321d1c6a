namespace Spacemesh.Tortoise.Tracing;

/// <summary>Where the tracer writes to; one call an event.</summary>
public interface ITraceSink
{
    /// <summary>
    /// Whether recovery is written with its own events (16–19), which make the trace replay exactly. The reference's tracer does not know
    /// them: it leaves out the first three and writes recovered ballots as common ones.
    /// </summary>
    bool Extended { get; }

    /// <summary>Takes one event: a JSON object without line end.</summary>
    void Write(ReadOnlySpan<byte> line);
}
