using Spacemesh.Primitives;
using Spacemesh.Vm.Parsing;

namespace Spacemesh.TxPool.Admission;

/// <summary>A transaction that is not admitted; the message reaches users.</summary>
/// <param name="Fault">The check that failed.</param>
/// <param name="Message">Its text.</param>
/// <param name="Parse">What did not parse, where that was it.</param>
public sealed record AdmissionRefusal(AdmissionFault Fault, string Message, ParseError? Parse = null)
{
    /// <summary>What the sender deserves (spec 07 §13): gossip never rejects; a proposal may name what is stored already.</summary>
    public Verdict For(TransactionSource source) => (source, Fault) switch
    {
        (TransactionSource.Proposal, AdmissionFault.Exists) => Verdict.Accept,
        (TransactionSource.Proposal, AdmissionFault.WrongId) => Verdict.Reject(Message),
        _ => Verdict.Ignore(Message),
    };
}
