namespace Spacemesh.Tools.Certifier;

/// <summary>A body is not a request; <see cref="IsSyntax"/> tells text that is no JSON from JSON of another shape.</summary>
internal sealed class JsonRefusedException : Exception
{
    public JsonRefusedException()
    {
    }

    public JsonRefusedException(string message)
        : base(message)
    {
    }

    public JsonRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public JsonRefusedException(string message, bool isSyntax)
        : base(message) => IsSyntax = isSyntax;

    public bool IsSyntax { get; }
}
