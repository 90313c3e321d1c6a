using Spacemesh.Ports.Events;

namespace Spacemesh.Ports.Api;

/// <summary>Levels of the loggers while the node runs (spec 09a §5.8); nothing is kept.</summary>
public interface ILogLevels
{
    /// <summary>Sets the level of one module; false where there is none of this name (case matters).</summary>
    bool TrySet(string module, LogSeverity level);

    void SetAll(LogSeverity level);
}
