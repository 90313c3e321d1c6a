namespace Spacemesh.Ports.State;

/// <summary>What storing a marriage did.</summary>
public enum MarriageOutcome
{
    Added,

    /// <summary>The identity was in this set; its other fields are new now.</summary>
    Updated,

    /// <summary>The identity is in another set; nothing changed.</summary>
    Conflict,

    /// <summary>Another identity has this index of this marriage ATX; nothing changed.</summary>
    ObjectExists,
}
