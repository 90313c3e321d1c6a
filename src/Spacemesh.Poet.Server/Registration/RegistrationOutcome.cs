namespace Spacemesh.Poet.Server.Registration;

/// <summary>What became of a registration within its round (spec 03 §10.1, rows 6–9).</summary>
public enum RegistrationOutcome
{
    /// <summary>New; it counts once the batch is on the disk.</summary>
    Accepted,

    /// <summary>The same registration was made before: success.</summary>
    Repeated,

    /// <summary>The node id registered another challenge.</summary>
    Conflict,

    /// <summary>The round has as many members as it may.</summary>
    Full,

    /// <summary>Too many registrations wait for the disk.</summary>
    Overloaded,

    /// <summary>The round has begun.</summary>
    Closed,
}
