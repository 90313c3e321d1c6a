using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Spacemesh.Tools.PostService;

/// <summary>Log lines on standard error in the form that the reference's service prints: <c>[TIME INFO  post_service] text</c>; level by <c>RUST_LOG</c>.</summary>
internal sealed class RustLog(TextWriter error, TimeProvider time, string? level) : ILoggerProvider
{
    private readonly Lock _lock = new();
    private readonly LogLevel _least = level?.Split(',')[^1].Split('=')[^1].Trim().ToLowerInvariant() switch
    {
        "off" => LogLevel.None,
        "error" => LogLevel.Error,
        "warn" => LogLevel.Warning,
        "debug" => LogLevel.Debug,
        "trace" => LogLevel.Trace,
        _ => LogLevel.Information,
    };

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
        // The writer is its owner's.
    }

    private void Write(LogLevel level, string target, string text)
    {
        string name = level switch
        {
            LogLevel.Trace => "TRACE",
            LogLevel.Debug => "DEBUG",
            LogLevel.Information => "INFO ",
            LogLevel.Warning => "WARN ",
            _ => "ERROR",
        };
        string now = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        lock (_lock)
            error.Write($"[{now} {name} {target}] {text}\n");
    }

    private sealed class Logger(RustLog owner, string target) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && logLevel >= owner._least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                owner.Write(logLevel, target, formatter(state, exception));
        }
    }
}
