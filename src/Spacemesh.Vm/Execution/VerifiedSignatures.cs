using Spacemesh.Primitives;
using Spacemesh.Vm.Parsing;

namespace Spacemesh.Vm.Execution;

/// <summary>
/// Verdicts about signatures that were found before the layer is applied, many at a time. A verdict holds for the keys and the
/// message it was found for: where a transaction parses differently when its turn comes, it is verified on the spot.
/// </summary>
public sealed class VerifiedSignatures
{
    private readonly Dictionary<TransactionId, (AccountState Signer, int Offset, bool Verdict)> _verdicts = [];

    /// <summary>No verdict is known.</summary>
    public static VerifiedSignatures None => new();

    public int Count => _verdicts.Count;

    internal void Add(TransactionId id, ParsedTransaction parsed, bool verdict) =>
        _verdicts[id] = (AccountState.Of(parsed), parsed.SignatureOffset, verdict);

    internal bool Check(GenesisId genesis, TransactionId id, ParsedTransaction parsed) =>
        _verdicts.TryGetValue(id, out var known) && known.Offset == parsed.SignatureOffset && known.Signer == AccountState.Of(parsed)
            ? known.Verdict
            : SignatureCheck.Verify(genesis, parsed);

    /// <summary>What the signers of a transaction follow from.</summary>
    private readonly record struct AccountState(Address Template, Codec.ScaleBytes State)
    {
        public static AccountState Of(ParsedTransaction parsed) => new(parsed.Signer.TemplateAddress, parsed.Signer.State);
    }
}
