namespace Spacemesh.Smcli.Shell;

/// <summary>A command failed for a reason that its user can understand; the message is printed.</summary>
public sealed class CommandException : Exception
{
    public CommandException()
    {
    }

    public CommandException(string message)
        : base(message)
    {
    }

    public CommandException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Print date and time before the message, as the reference's logger does when it aborts.</summary>
    public bool IsAbort { get; init; }

    /// <summary>Print how to use the command after the message.</summary>
    public bool ShowsUsage { get; init; }
}
