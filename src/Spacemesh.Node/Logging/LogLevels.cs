using Microsoft.Extensions.Logging;
using Spacemesh.Config;
using Spacemesh.Ports.Events;

namespace Spacemesh.Node.Logging;

/// <summary>The names that levels have in the configuration and the log (spec 09b §10).</summary>
public static class LogLevels
{
    /// <summary>Levels of the modules as configured.</summary>
    /// <exception cref="ConfigurationException">A text is no level.</exception>
    public static IReadOnlyDictionary<string, LogLevel> Read(ConfigurationSection logging)
    {
        ArgumentNullException.ThrowIfNull(logging);
        var levels = new Dictionary<string, LogLevel>(StringComparer.Ordinal);
        foreach (string path in logging.Flatten().Select(entry => entry.Key))
        {
            string module = path[(logging.Path.Length + 1)..];
            if (module is "log-encoder" or "app")
                continue;
            levels[module] = TryParse(logging.Text(module), out var level)
                ? level
                : throw new ConfigurationException($"{path}: '{logging.Text(module)}' is no level; use debug, info, warn, error, dpanic, panic or fatal");
        }

        return levels;
    }

    public static bool TryParse(string text, out LogLevel level)
    {
        level = text.ToLowerInvariant() switch
        {
            "debug" => LogLevel.Debug,
            "" or "info" => LogLevel.Information,
            "warn" => LogLevel.Warning,
            "error" => LogLevel.Error,
            "dpanic" or "panic" or "fatal" => LogLevel.Critical,
            _ => LogLevel.None,
        };
        return level != LogLevel.None;
    }

    internal static LogLevel Of(LogSeverity severity) => severity switch
    {
        LogSeverity.Debug => LogLevel.Debug,
        LogSeverity.Info => LogLevel.Information,
        LogSeverity.Warn => LogLevel.Warning,
        LogSeverity.Error => LogLevel.Error,
        _ => LogLevel.Critical,
    };

    internal static LogSeverity SeverityOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => LogSeverity.Debug,
        LogLevel.Information => LogSeverity.Info,
        LogLevel.Warning => LogSeverity.Warn,
        LogLevel.Error => LogSeverity.Error,
        _ => LogSeverity.Fatal,
    };

    internal static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARN",
        LogLevel.Error => "ERROR",
        _ => "FATAL",
    };
}
