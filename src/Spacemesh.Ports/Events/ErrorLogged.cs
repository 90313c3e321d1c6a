namespace Spacemesh.Ports.Events;

/// <summary>A log entry of level error or above, or the notice that the node shuts down, with level info (spec 09a §5.3).</summary>
/// <param name="Severity">Its level.</param>
/// <param name="Message">Its text, without fields.</param>
/// <param name="StackTrace">Where it was logged; may be empty.</param>
public sealed record ErrorLogged(LogSeverity Severity, string Message, string StackTrace) : NodeEvent
{
    /// <summary>What watchers of errors see last.</summary>
    public static ErrorLogged ShuttingDown { get; } = new(LogSeverity.Info, "node is shutting down", "");
}
