namespace Spacemesh.Config;

/// <summary>Where a value comes from.</summary>
/// <param name="Kind">The layer.</param>
/// <param name="Name">Preset, file or flag.</param>
public readonly record struct ConfigOrigin(ConfigOriginKind Kind, string Name)
{
    public override string ToString() => Kind switch
    {
        ConfigOriginKind.Preset => $"preset {Name}",
        ConfigOriginKind.File => $"file {Name}",
        _ => $"flag {Name}",
    };
}
