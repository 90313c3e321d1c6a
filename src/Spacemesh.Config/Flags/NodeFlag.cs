namespace Spacemesh.Config.Flags;

/// <summary>One option of the command line.</summary>
public sealed class NodeFlag
{
    internal NodeFlag(string name, FlagKind kind, string path, string help, char? shorthand = null, bool hidden = false) =>
        (Name, Kind, Path, Help, Shorthand, Hidden) = (name, kind, path, help, shorthand, hidden);

    public string Name { get; }

    public char? Shorthand { get; }

    /// <summary>What it is for, for the usage text.</summary>
    public string Help { get; }

    public bool Hidden { get; }

    /// <summary>The key of the configuration file that it sets; empty where it sets none.</summary>
    public string Path { get; }

    /// <summary>Whether it stands without a value.</summary>
    public bool IsSwitch => Kind == FlagKind.Bool;

    /// <summary>Name of its values' type in the usage text.</summary>
    public string TypeName => Kind.TypeName;

    internal FlagKind Kind { get; }

    /// <summary>As messages name it.</summary>
    public override string ToString() => Shorthand is { } letter ? $"-{letter}, --{Name}" : $"--{Name}";
}
