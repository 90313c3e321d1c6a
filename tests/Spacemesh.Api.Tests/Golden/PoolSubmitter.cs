using Spacemesh.Ports.Api;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Services.Mesh.Pool;
using Spacemesh.TxPool.Admission;
using Spacemesh.Vm;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Api.Tests.Golden;

/// <summary>Submission into the real pool; gossip is told by the test.</summary>
internal sealed class PoolSubmitter(IStateDatabase state, TransactionPool pool, VirtualMachine vm, TimeProvider time) : ITransactionSubmitter, IAccountReader
{
    private readonly TransactionAdmission _admission = new(vm);

    /// <summary>Why gossip does not take what is admitted; null where it does.</summary>
    public string? GossipFailure { get; set; }

    public Account Get(Address address) => state.Accounts.Latest(address);

    public Task<TransactionSubmission> SubmitAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken = default)
    {
        var stored = state.Transactions.Find(TransactionAdmission.IdOf(raw.Span)) switch
        {
            null => StoredTransaction.Nothing,
            { Header: null } => StoredTransaction.WithoutHeader,
            _ => StoredTransaction.WithHeader,
        };
        if (!_admission.TryInspect(raw, stored, null, this, out var inspected, out var refusal)
            || !_admission.Verify(inspected, out var verified, out refusal)
            || !pool.TryAdmit(verified, TransactionSource.Api, time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000, out refusal))
            return Task.FromResult(new TransactionSubmission(SubmissionOutcome.Refused, refusal.Message));
        return Task.FromResult(GossipFailure is { } failure ? new TransactionSubmission(SubmissionOutcome.NotPublished, failure) : TransactionSubmission.Published);
    }
}
