namespace Spacemesh.Post.DataDirectory;

/// <summary>A data directory was made with other parameters than those given (spec 02 §4.3).</summary>
public sealed class ConfigMismatchException : PostDataException
{
    public ConfigMismatchException()
    {
    }

    public ConfigMismatchException(string message)
        : base(message)
    {
    }

    public ConfigMismatchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ConfigMismatchException(string parameter, string expected, string found, string directory)
        : base(directory, $"`{parameter}` config mismatch; expected: {expected}, found: {found}, datadir: {directory}") => Parameter = parameter;

    /// <summary>The metadata field that differs.</summary>
    public string? Parameter { get; }
}
