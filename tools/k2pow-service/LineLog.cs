using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Spacemesh.Tools.PowService;

/// <summary>Log lines on standard error: time, level, text.</summary>
internal sealed class LineLog(TextWriter error, TimeProvider time) : ILoggerProvider
{
    private readonly Lock _lock = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose()
    {
        // The writer is its owner's.
    }

    private void Write(LogLevel level, string text)
    {
        string now = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        lock (_lock)
            error.Write($"[{now} {level.ToString().ToUpperInvariant()}] {text}\n");
    }

    private sealed class Logger(LineLog owner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                owner.Write(logLevel, formatter(state, exception));
        }
    }
}
