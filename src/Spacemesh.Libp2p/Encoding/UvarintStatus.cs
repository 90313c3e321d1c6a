namespace Spacemesh.Libp2p.Encoding;

/// <summary>What reading a <see cref="Uvarint"/> found.</summary>
public enum UvarintStatus
{
    /// <summary>A whole value.</summary>
    Done,

    /// <summary>The bytes end within the value.</summary>
    Incomplete,

    /// <summary>Not minimal, or longer than 9 bytes.</summary>
    Invalid,
}
