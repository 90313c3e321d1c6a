namespace Spacemesh.Codec;

/// <summary>Bytes that were expected to be sound, such as our own database rows, do not decode.</summary>
public sealed class DecodeException : Exception
{
    public DecodeException()
    {
    }

    public DecodeException(string message)
        : base(message)
    {
    }

    public DecodeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public DecodeException(Type type, DecodeError error)
        : base($"{type.Name}: {error}") => Error = error;

    public DecodeError Error { get; }
}
