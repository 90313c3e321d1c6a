using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.Events;

namespace Spacemesh.Node.Logging;

/// <summary>
/// The node's log: lines in the form that operators' programs read (spec 09b §10), with a level for each module that may be changed while
/// the node runs. A logger's category is its module's name, deeper names follow after dots. Entries of level error and above are events too.
/// </summary>
public sealed class NodeLog : ILoggerProvider, ILogLevels
{
    /// <summary>Name of the application's own logger.</summary>
    public const string Root = "node";

    private static readonly string[] Unlisted = ["apiStateDB", "postInfoService", "cachedDB", "poet", "warmup"];

    private readonly ConcurrentDictionary<string, StrongLevel> _levels = new(StringComparer.Ordinal);
    private readonly LogSink _sink;
    private readonly TimeProvider _time;
    private readonly ILogEncoder _encoder;
    private readonly StrongLevel _rootLevel = new(LogLevel.Debug);

    /// <param name="levels">Level by module.</param>
    /// <param name="json">Whether lines are JSON objects.</param>
    /// <param name="sink">Where lines go.</param>
    /// <param name="time">Clock of the lines.</param>
    public NodeLog(IReadOnlyDictionary<string, LogLevel> levels, bool json, LogSink sink, TimeProvider time)
        : this(levels, json ? new JsonLogEncoder() : new ConsoleLogEncoder(), sink, time)
    {
    }

    internal NodeLog(IReadOnlyDictionary<string, LogLevel> levels, ILogEncoder encoder, LogSink sink, TimeProvider time)
    {
        (_encoder, _sink, _time) = (encoder, sink, time);
        foreach (string module in Unlisted)
            _levels[module] = new StrongLevel(LogLevel.Information);
        foreach (var (module, level) in levels)
            _levels[module] = new StrongLevel(level);
        if (_levels.TryGetValue("cachedDb", out var cached))
            _levels["cachedDB"] = cached;
    }

    /// <summary>Where entries of level error and above are told too; set once the events' bus exists.</summary>
    public IEventSink? Events { get; set; }

    public ILogger CreateLogger(string categoryName)
    {
        ArgumentNullException.ThrowIfNull(categoryName);
        if (categoryName == Root)
            return new Logger(this, Root, _rootLevel);
        string name = LogModules.Of(categoryName);
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        string module = dot < 0 ? name : name[..dot];
        return new Logger(this, $"{Root}.{name}", _levels.GetOrAdd(module, static _ => new StrongLevel(LogLevel.Information)));
    }

    public bool TrySet(string module, LogSeverity level)
    {
        if (!_levels.TryGetValue(module, out var held))
            return false;
        held.Value = LogLevels.Of(level);
        return true;
    }

    public void SetAll(LogSeverity level)
    {
        foreach (var held in _levels.Values)
            held.Value = LogLevels.Of(level);
    }

    public void Dispose() => _sink.Dispose();

    private void Write(string name, LogLevel level, string message, object? state, Exception? exception)
    {
        _sink.Write(_encoder.Encode(_time.GetLocalNow(), level, name, message, LogFields.Of(state, exception), exception?.StackTrace));
        if (level >= LogLevel.Error)
            Events?.Publish(new ErrorLogged(LogLevels.SeverityOf(level), message, exception?.StackTrace ?? ""));
    }

    private sealed class StrongLevel(LogLevel value)
    {
        private volatile LogLevel _value = value;

        public LogLevel Value
        {
            get => _value;
            set => _value = value;
        }
    }

    private sealed class Logger(NodeLog log, string name, StrongLevel level) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && logLevel >= level.Value;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                log.Write(name, logLevel, formatter(state, exception), state, exception);
        }
    }
}
