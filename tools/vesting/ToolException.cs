namespace Spacemesh.Vesting;

/// <summary>The tool ends with a text and an exit status.</summary>
internal sealed class ToolException : Exception
{
    public ToolException()
    {
    }

    public ToolException(string message)
        : base(message)
    {
    }

    public ToolException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A failure in the words of these tools; they print it to standard output.</summary>
    public static ToolException Fatal(string problem, Exception? cause = null) => new($"fatal error:  {problem}\n", cause!);
}
