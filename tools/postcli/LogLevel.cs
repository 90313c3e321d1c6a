namespace Spacemesh.Postcli;

/// <summary>Levels of log lines, by the names of the reference.</summary>
public enum LogLevel
{
    Debug,
    Info,
    Warn,
    Error,
    DPanic,
    Panic,
    Fatal,
}
