using System.Diagnostics.CodeAnalysis;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.TxPool.State;
using Spacemesh.Vm;

namespace Spacemesh.TxPool.Admission;

/// <summary>
/// The checks between a raw transaction and the pool, in the reference's order (spec 07 §13). Whether the node is synced, and that its own
/// message is accepted untouched, is for the caller to know.
/// </summary>
public sealed class TransactionAdmission(VirtualMachine vm)
{
    private const int ShortIdDigits = 10;

    public static TransactionId IdOf(ReadOnlySpan<byte> raw) => new(Blake3.Hash(raw).Value);

    /// <summary>Everything that can be told without signatures and pool.</summary>
    /// <param name="raw">The transaction.</param>
    /// <param name="stored">What is stored under its id.</param>
    /// <param name="expected">The id that was asked for; null where nothing was.</param>
    /// <param name="accounts">Latest state.</param>
    /// <param name="inspected">The transaction, where nothing speaks against it.</param>
    /// <param name="refusal">What does.</param>
    public bool TryInspect(
        ReadOnlyMemory<byte> raw,
        StoredTransaction stored,
        TransactionId? expected,
        IAccountReader accounts,
        [NotNullWhen(true)] out InspectedTransaction? inspected,
        [NotNullWhen(false)] out AdmissionRefusal? refusal)
    {
        inspected = null;
        refusal = null;
        var id = IdOf(raw.Span);
        if (stored == StoredTransaction.WithHeader)
        {
            refusal = new(AdmissionFault.Exists, "tx already exists");
        }
        else if (!vm.TryParse(raw, accounts, out var parsed, out var error))
        {
            refusal = new(AdmissionFault.Unparsable, $"failed to parse tx: {id} (err: {error.Message})", error);
        }
        else if (expected is { } wanted && wanted != id)
        {
            refusal = new(AdmissionFault.WrongId, WrongId("proposal", wanted, id));
        }
        else if (parsed.Header.Fee == 0)
        {
            // The product wraps, so that a price need not be zero for this (spec 07 §7).
            refusal = new(AdmissionFault.Unparsable, $"failed to parse tx: zero gas price {id}");
        }
        else
        {
            inspected = new InspectedTransaction(id, parsed);
        }

        return inspected is not null;
    }

    /// <summary>Verifies the signatures: work for a pool of workers.</summary>
    public bool Verify(
        InspectedTransaction inspected,
        [NotNullWhen(true)] out VerifiedTransaction? verified,
        [NotNullWhen(false)] out AdmissionRefusal? refusal)
    {
        ArgumentNullException.ThrowIfNull(inspected);
        bool valid = vm.Verify(inspected.Parsed);
        verified = valid ? new VerifiedTransaction(inspected.Id, inspected.Parsed) : null;
        refusal = valid ? null : new(AdmissionFault.Unverified, $"failed to verify tx: {inspected.Id}");
        return valid;
    }

    /// <summary>Offers a verified transaction to the pool.</summary>
    public static bool TryAdmit(
        VerifiedTransaction verified,
        TransactionSource source,
        long received,
        ConservativeState pool,
        [NotNullWhen(true)] out AdmittedTransaction? admitted,
        [NotNullWhen(false)] out AdmissionRefusal? refusal)
    {
        ArgumentNullException.ThrowIfNull(verified);
        ArgumentNullException.ThrowIfNull(pool);
        admitted = null;
        refusal = null;
        // A proposal that names transactions we turn away would be lost with them.
        if (source != TransactionSource.Proposal && pool.IsFull)
        {
            refusal = new(AdmissionFault.PoolFull, "the transaction pool is full: try again later");
            return false;
        }

        var outcome = pool.Add(new PendingTransaction(verified.Id, verified.Header, received));
        switch (outcome)
        {
            case AddOutcome.BadNonce:
                refusal = new(AdmissionFault.BadNonce, "bad nonce");
                return false;
            case AddOutcome.InsufficientBalance:
                refusal = new(AdmissionFault.InsufficientBalance, "insufficient balance");
                return false;
            default:
                admitted = new AdmittedTransaction(verified.Id, verified.Raw, verified.Header, received, outcome);
                return true;
        }
    }

    /// <summary>A transaction fetched for a block: price, nonce and balance do not matter, and what does not parse is stored all the same.</summary>
    public BlockTransaction InspectForBlock(ReadOnlyMemory<byte> raw, StoredTransaction stored, TransactionId expected, IAccountReader accounts)
    {
        var id = IdOf(raw.Span);
        if (stored != StoredTransaction.Nothing)
            return new BlockTransaction.Known();
        if (id != expected)
            return new BlockTransaction.Wrong(Verdict.Reject(WrongId("block", expected, id)));
        bool sound = vm.TryParse(raw, accounts, out var parsed, out _) && vm.Verify(parsed);
        return new BlockTransaction.Store(id, sound ? parsed!.Header : null);
    }

    private static string WrongId(string what, TransactionId wanted, TransactionId actual) =>
        $"validation reject: incorrect hash: {what} tx want {wanted.ToHex()[..ShortIdDigits]}, got {actual.ToHex()[..ShortIdDigits]}";
}
