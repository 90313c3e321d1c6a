namespace Spacemesh.Crypto.Keys;

/// <summary>A key file or a directory of them was refused; the message names the file and is what users of the reference know.</summary>
public sealed class KeyFileException : Exception
{
    public KeyFileException()
    {
    }

    public KeyFileException(string message)
        : base(message)
    {
    }

    public KeyFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public KeyFileException(KeyFileProblem problem, string message, Exception? innerException = null)
        : base(message, innerException) => Problem = problem;

    public KeyFileProblem Problem { get; }
}
