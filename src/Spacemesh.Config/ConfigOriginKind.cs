namespace Spacemesh.Config;

/// <summary>The layers of a configuration, each winning over the one before.</summary>
public enum ConfigOriginKind
{
    Preset,
    File,
    Flag,
}
