using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Checkpoint.Recovery;

/// <summary>Takes preserved ATXs in again, through the intakes that fetched ones take, once these stand (spec 08 §15.3).</summary>
public sealed class PreservedReplay(ObjectIntake poetProofs, ObjectIntake atxs, ILogger log)
{
    /// <summary>Proofs first; what is refused is logged and left out.</summary>
    public async Task RunAsync(PreservedAtxs preserved, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(preserved);
        foreach (var (reference, message) in preserved.Proofs)
        {
            var verdict = await poetProofs(new ReceivedObject(new Hash32(reference.Value), default, message.Memory), cancellationToken);
            if (!verdict.IsAccept)
                RecoveryLog.ProofRefused(log, reference, verdict.Reason);
        }

        foreach (var (id, published, blob) in preserved.Atxs)
        {
            var verdict = await atxs(new ReceivedObject(new Hash32(id.Value), default, blob.Bytes.Memory), cancellationToken);
            if (verdict.IsAccept)
                RecoveryLog.Replayed(log, id, published);
            else
                RecoveryLog.AtxRefused(log, id, published, verdict.Reason);
        }
    }
}
