namespace Spacemesh.Hare;

/// <summary>What is wrong with a message that does not count.</summary>
public enum HareRefusal
{
    None,

    /// <summary>It does not decode, or breaks the rules of its form.</summary>
    Malformed,

    /// <summary>No session of its layer runs here.</summary>
    NotRegistered,

    /// <summary>Its signature does not hold.</summary>
    Signature,

    /// <summary>Its sender does not have the seats that it claims.</summary>
    Oracle,

    /// <summary>It is valid but tells nothing that is to be relayed.</summary>
    Dropped,
}
