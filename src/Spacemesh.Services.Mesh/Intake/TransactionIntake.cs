using Spacemesh.Codec;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh.Execution;
using Spacemesh.Services.Mesh.Pool;
using Spacemesh.TxPool.Admission;
using Spacemesh.Vm;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Services.Mesh.Intake;

/// <summary>The one way in for transactions, whatever their source (spec 07 §13). Thread-safe.</summary>
public sealed class TransactionIntake(
    VirtualMachine vm, IStateDatabase state, TransactionPool pool, IGossip gossip, ISyncStatus sync, IWorkPool work, TimeProvider time,
    NodeInstruments? instruments = null) : ITransactionSubmitter
{
    private readonly TransactionAdmission _admission = new(vm);
    private readonly StoredAccounts _accounts = new(state);
    private readonly TransactionInstruments _instruments = (instruments ?? NodeInstruments.Unheard).Transactions;

    /// <summary>The judge of topic <see cref="GossipTopics.Transaction"/>. Own ones were admitted before they were published.</summary>
    public async ValueTask<Verdict> JudgeAsync(PeerId from, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (!sync.ListensToGossip)
            return Verdict.Ignore("the node is not in sync");
        if (from.IsNone)
            return Verdict.Accept;
        var refusal = await AdmitAsync(message, TransactionSource.Gossip, expected: null, cancellationToken);
        _instruments.Gossiped(OutcomeOf(refusal?.Fault));
        return refusal?.For(TransactionSource.Gossip) ?? Verdict.Accept;
    }

    /// <summary>The <see cref="ObjectIntake"/> of transactions that a proposal names.</summary>
    public async ValueTask<Verdict> TakeForProposalAsync(ReceivedObject received, CancellationToken cancellationToken)
    {
        var refusal = await AdmitAsync(received.Bytes, TransactionSource.Proposal, Wanted(received), cancellationToken);
        _instruments.OfProposal(OutcomeOf(refusal?.Fault));
        return refusal?.For(TransactionSource.Proposal) ?? Verdict.Accept;
    }

    /// <summary>The <see cref="ObjectIntake"/> of transactions that a block names: stored whatever they are worth now.</summary>
    public async ValueTask<Verdict> TakeForBlockAsync(ReceivedObject received, CancellationToken cancellationToken)
    {
        var id = TransactionAdmission.IdOf(received.Bytes.Span);
        var inspected = await work.RunAsync(
            _ => _admission.InspectForBlock(received.Bytes, Stored(id), Wanted(received), _accounts), WorkPriority.Normal, cancellationToken);
        switch (inspected)
        {
            case BlockTransaction.Wrong wrong:
                _instruments.OfBlock("parse");
                return wrong.Verdict;
            case BlockTransaction.Store { Id: var stored, Header: var header }:
                if (header is null || Stored(stored) == StoredTransaction.WithoutHeader)
                    _instruments.WithoutHeader(header is null ? "raw" : "updated");
                _instruments.OfBlock(header is null ? "savedNoHdr" : "saved");
                state.Transactions.Add(new Transaction(new RawTx(stored, new ScaleBytes(received.Bytes)), header), Now());
                return Verdict.Accept;
            default:
                _instruments.OfBlock("dupe");
                return Verdict.Accept;
        }
    }

    public async Task<TransactionSubmission> SubmitAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken = default)
    {
        if (await AdmitAsync(raw, TransactionSource.Api, expected: null, cancellationToken) is { } refusal)
            return new TransactionSubmission(SubmissionOutcome.Refused, refusal.Message);
        try
        {
            await gossip.PublishAsync(GossipTopics.Transaction, raw, cancellationToken);
            return TransactionSubmission.Published;
        }
        catch (GossipRefusedException exception)
        {
            return new TransactionSubmission(SubmissionOutcome.NotPublished, exception.Message);
        }
    }

    /// <summary>Checks a transaction and offers it to the pool; null where it was admitted.</summary>
    public async ValueTask<AdmissionRefusal?> AdmitAsync(
        ReadOnlyMemory<byte> raw, TransactionSource source, TransactionId? expected, CancellationToken cancellationToken)
    {
        var id = TransactionAdmission.IdOf(raw.Span);
        if (!_admission.TryInspect(raw, Stored(id), expected, _accounts, out var inspected, out var refusal))
            return refusal;
        (var verified, refusal) = await work.RunAsync(
            _ => _admission.Verify(inspected, out var sound, out var unsound) ? (sound, (AdmissionRefusal?)null) : (null, unsound),
            WorkPriority.Normal,
            cancellationToken);
        if (verified is null)
            return refusal;
        return pool.TryAdmit(verified, source, Now(), out refusal) ? null : refusal;
    }

    private static string OutcomeOf(AdmissionFault? fault) => fault switch
    {
        null or AdmissionFault.None => "saved",
        AdmissionFault.Exists => "dupe",
        AdmissionFault.Unparsable => "parse",
        AdmissionFault.Unverified => "verify",
        AdmissionFault.BadNonce => "badNonce",
        _ => "err",
    };

    private static TransactionId Wanted(in ReceivedObject received) => received.Expected is { } expected
        ? new TransactionId(expected.Value)
        : throw new ArgumentException("a fetched transaction has the id that was asked for", nameof(received));

    private StoredTransaction Stored(TransactionId id) => state.Transactions.Find(id) switch
    {
        null => StoredTransaction.Nothing,
        { Header: null } => StoredTransaction.WithoutHeader,
        _ => StoredTransaction.WithHeader,
    };

    private long Now() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
