namespace Spacemesh.Crypto.Addresses;

/// <summary>A text is not an address of the network.</summary>
public sealed class AddressFormatException : FormatException
{
    public AddressFormatException()
    {
    }

    public AddressFormatException(string message)
        : base(message)
    {
    }

    public AddressFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public AddressFormatException(AddressFault fault, string message)
        : base(message) => Fault = fault;

    /// <summary>Which check failed.</summary>
    public AddressFault Fault { get; }
}
