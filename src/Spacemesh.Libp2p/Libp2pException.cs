namespace Spacemesh.Libp2p;

/// <summary>An operation on a connection or stream failed; <see cref="Fault"/> says why.</summary>
public sealed class Libp2pException : Exception
{
    public Libp2pException()
    {
    }

    public Libp2pException(string message)
        : base(message)
    {
    }

    public Libp2pException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public Libp2pException(Libp2pFault fault, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Fault = fault;
    }

    public Libp2pFault Fault { get; }
}
