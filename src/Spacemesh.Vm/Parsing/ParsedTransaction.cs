using Spacemesh.Primitives;
using Spacemesh.Vm.Templates;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Parsing;

/// <summary>A transaction whose bytes were understood against the state of its principal. Nothing is verified yet (spec 07 §6).</summary>
/// <param name="Raw">The transaction's bytes.</param>
/// <param name="Header">What it costs and spends at most.</param>
/// <param name="IntrinsicGas">Gas that the principal's balance must reach before anything happens.</param>
/// <param name="SignatureOffset">Where the signatures begin.</param>
/// <param name="Signer">The template that signs: the principal's, or the one that a self-spawn creates.</param>
/// <param name="Arguments">Arguments of the method.</param>
public sealed record ParsedTransaction(
    ReadOnlyMemory<byte> Raw,
    TxHeader Header,
    ulong IntrinsicGas,
    int SignatureOffset,
    AccountTemplate Signer,
    MethodArguments Arguments)
{
    public TxMethod Method => (TxMethod)Header.Method;

    public Address Principal => Header.Principal;
}
