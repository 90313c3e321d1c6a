using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Spacemesh.Simulation;

/// <summary>The log of one node: lines from warning up are counted by event, and all go to a writer where there is one.</summary>
internal sealed class SimulationLogs(string node, TimeProvider time, TextWriter? writer) : ILoggerFactory
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>How often each warning or error was logged, by module, number and the text before its first value.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("the log of a simulated node goes to one writer");

    public void Dispose()
    {
        // The writer is its owner's.
    }

    private void Add(string module, LogLevel level, EventId id, string text, Exception? exception)
    {
        if (level >= LogLevel.Warning)
        {
            string key = string.Create(CultureInfo.InvariantCulture, $"{level} {module} {id.Id} {id.Name}");
            _counts[key] = _counts.GetValueOrDefault(key) + 1;
        }

        writer?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{time.GetUtcNow():HH:mm:ss.fff} {node} {level.ToString()[..4]} {module}: {text}{(exception is null ? "" : $" — {exception}")}"));
    }

    private sealed class Logger(SimulationLogs logs, string module) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning || (logs.Writes && logLevel >= LogLevel.Debug);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                logs.Add(module, logLevel, eventId, formatter(state, exception), exception);
        }
    }

    private bool Writes => writer is not null;
}
