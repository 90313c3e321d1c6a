namespace Spacemesh.Ports.Events;

/// <summary>Levels of log entries; numbers as in the API (spec 09a §4.2).</summary>
public enum LogSeverity
{
    Debug = 1,
    Info = 2,
    Warn = 3,
    Error = 4,
    DPanic = 5,
    Panic = 6,
    Fatal = 7,
}
