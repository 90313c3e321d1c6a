namespace Spacemesh.Ports.Api;

/// <summary>Smeshing cannot do what its user asks for; the message says why, in the words of spec 04 §19.</summary>
public sealed class SmeshingException(SmeshingFault fault, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public SmeshingFault Fault { get; } = fault;
}
