using Spacemesh.Primitives;

namespace Spacemesh.Vm;

/// <summary>The stored state of an account does not decode: the database is damaged, and the layer cannot be applied.</summary>
public sealed class CorruptAccountException : Exception
{
    public CorruptAccountException(Address account)
        : base($"The state of account {account} does not decode; restore state.sql from a backup or sync again.") => Account = account;

    public CorruptAccountException()
    {
    }

    public CorruptAccountException(string message)
        : base(message)
    {
    }

    public CorruptAccountException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public Address Account { get; }
}
