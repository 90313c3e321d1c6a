using Microsoft.Extensions.Logging;

namespace Spacemesh.Testing;

/// <summary>Loggers for tests. Their level is <c>TEST_LOG_LEVEL</c> (trace … critical, none), by default none.</summary>
public static class TestLog
{
    public static LogLevel Level { get; } =
        Enum.TryParse<LogLevel>(Environment.GetEnvironmentVariable("TEST_LOG_LEVEL"), ignoreCase: true, out var level) ? level : LogLevel.None;

    /// <summary>A factory whose lines go to <paramref name="write"/>, by default to standard error.</summary>
    public static ILoggerFactory Factory(Action<string>? write = null) =>
        LoggerFactory.Create(builder => builder.SetMinimumLevel(Level).AddProvider(new LineProvider(write ?? Console.Error.WriteLine)));

    private sealed class LineProvider(Action<string> write) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new LineLogger(categoryName, write);

        public void Dispose()
        {
        }
    }

    private sealed class LineLogger(string category, Action<string> write) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= Level;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            write($"{logLevel} {category} {formatter(state, exception)}{(exception is null ? "" : $" {exception}")}");
    }
}
