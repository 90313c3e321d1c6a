namespace Spacemesh.Tools.Node;

/// <summary>Exit status of the commands.</summary>
internal static class ExitStatus
{
    public const int Success = 0;

    /// <summary>The command did not do its work; standard error says why.</summary>
    public const int Failure = 1;

    /// <summary><c>db check</c> did its work and found problems.</summary>
    public const int ProblemsFound = 2;

    /// <summary><c>safe-to-restart</c> did its work: it is not safe now.</summary>
    public const int NotNow = 3;

    /// <summary>Ctrl-C.</summary>
    public const int Interrupted = 130;
}
