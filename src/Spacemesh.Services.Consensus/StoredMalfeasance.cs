using Microsoft.Extensions.Logging;
using Spacemesh.AtxsData;
using Spacemesh.Codec;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Services.Consensus;

/// <summary>Keeps the proofs that hare makes: in the table of identities and in the consensus cache (spec 05 §5.4 step 7).</summary>
public sealed class StoredMalfeasance(IMaliciousIdentityStore table, ConsensusCache cache, IEventSink events, ILogger<StoredMalfeasance> log) : IMalfeasanceSink
{
    private const long NanosecondsPerTick = 100;

    public void Report(NodeId smesher, MalfeasanceProof proof, DateTimeOffset received)
    {
        var bytes = new ScaleBytes(Scale.Encode(proof));
        cache.SetMalicious(smesher);
        table.Add(smesher, bytes, (received.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * NanosecondsPerTick);
        ConsensusLog.Equivocated(log, smesher, proof.Layer);
        events.Publish(new MalfeasanceProven(smesher, bytes));
    }
}
