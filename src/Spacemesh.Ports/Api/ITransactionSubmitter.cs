namespace Spacemesh.Ports.Api;

/// <summary>Takes transactions of users: admission, then gossip (spec 07 §13, §17). Whether the node is in sync its caller asks before.</summary>
public interface ITransactionSubmitter
{
    Task<TransactionSubmission> SubmitAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken = default);
}
