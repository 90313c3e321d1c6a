namespace Spacemesh.Poet.Server.Configuration;

/// <summary>How the value of an option is read.</summary>
public enum OptionKind
{
    Text,
    Flag,
    Duration,
    Int,
    Uint16,
    Uint,
    Uint64,
    Real,
    Base64,
    Time,
}
