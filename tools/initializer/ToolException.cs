namespace Spacemesh.InitializerTool;

/// <summary>Ends the program: code 1 with <c>Error: …</c>, code 2 after a mistake on the command line.</summary>
public sealed class ToolException : Exception
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

    public ToolException(int code, string message)
        : base(message) => Code = code;

    public int Code { get; } = 1;
}
