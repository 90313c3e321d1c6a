namespace Spacemesh.Primitives;

/// <summary>An option has a value that cannot work. <see cref="Key"/> is its configuration key, the message says what would be right.</summary>
public sealed class InvalidOptionException : ArgumentException
{
    public InvalidOptionException()
    {
    }

    public InvalidOptionException(string message)
        : base(message)
    {
    }

    public InvalidOptionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public InvalidOptionException(string key, string problem)
        : base($"{key}: {problem}") => Key = key;

    public string Key { get; } = "";
}
