using Spacemesh.Primitives;
using Spacemesh.Vm.Parsing;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.TxPool.Admission;

/// <summary>A transaction whose signatures verified. Made by <see cref="TransactionAdmission.Verify"/> only.</summary>
public sealed class VerifiedTransaction
{
    internal VerifiedTransaction(TransactionId id, ParsedTransaction parsed)
    {
        Id = id;
        Parsed = parsed;
    }

    public TransactionId Id { get; }

    public ParsedTransaction Parsed { get; }

    public TxHeader Header => Parsed.Header;

    public ReadOnlyMemory<byte> Raw => Parsed.Raw;
}
