using System.Diagnostics.CodeAnalysis;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Vm.Execution;
using Spacemesh.Vm.Parsing;
using Spacemesh.Vm.Rewards;

namespace Spacemesh.Vm;

/// <summary>
/// The state transition: pure over an <see cref="IAccountReader"/>; the caller stores what comes out. Safe for concurrent use as far
/// as the reader is.
/// </summary>
public sealed class VirtualMachine(VmOptions options)
{
    private readonly TransactionParser _parser = new(options.AddressPrefix);

    /// <summary>Parses a transaction against the current accounts, as admission does (spec 07 §6).</summary>
    public bool TryParse(
        ReadOnlyMemory<byte> raw,
        IAccountReader accounts,
        [NotNullWhen(true)] out ParsedTransaction? parsed,
        [NotNullWhen(false)] out ParseError? error) =>
        _parser.TryParse(raw, new StagedAccounts(accounts), out parsed, out error);

    /// <summary>Whether a parsed transaction carries the signatures that its principal requires (spec 07 §4).</summary>
    public bool Verify(ParsedTransaction parsed) => SignatureCheck.Verify(options.GenesisId, parsed);

    /// <summary>
    /// Applies a layer (spec 07 §7–9). The rewards come in the order in which they are paid: ascending by coinbase.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The layer lies before effective genesis.</exception>
    /// <exception cref="CorruptAccountException">A stored account does not decode.</exception>
    public LayerOutcome Apply(
        LayerId layer,
        IReadOnlyList<LayerTransaction> transactions,
        IReadOnlyList<CoinbaseReward> rewards,
        IAccountReader accounts,
        VerifiedSignatures? verified = null,
        LayerTimes? times = null)
    {
        if (layer < options.EffectiveGenesis)
            throw new ArgumentOutOfRangeException(nameof(layer), layer, $"applying layer {layer} before effective genesis {options.EffectiveGenesis}");
        return new LayerExecution(options, _parser, accounts, layer, verified ?? VerifiedSignatures.None, times).Run(transactions, rewards);
    }

    /// <summary>
    /// Verifies the signatures of a layer's transactions that were not verified on admission, in batches on the work pool. What it
    /// finds only saves work in <see cref="Apply"/>; the outcome is the same without it.
    /// </summary>
    public Task<VerifiedSignatures> VerifyAsync(
        IReadOnlyList<LayerTransaction> transactions,
        IAccountReader accounts,
        IWorkPool workPool,
        CancellationToken cancellationToken = default) =>
        new LayerVerification(options.GenesisId, _parser).RunAsync(transactions, accounts, workPool, cancellationToken);
}
