using Spacemesh.Primitives;
using Spacemesh.Vm.Parsing;

namespace Spacemesh.TxPool.Admission;

/// <summary>A transaction that parsed and has a price. Its signatures are to be verified next.</summary>
public sealed class InspectedTransaction
{
    internal InspectedTransaction(TransactionId id, ParsedTransaction parsed)
    {
        Id = id;
        Parsed = parsed;
    }

    public TransactionId Id { get; }

    public ParsedTransaction Parsed { get; }
}
