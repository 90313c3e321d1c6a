using Spacemesh.Codec;
using Spacemesh.Ports.Chain;
using Spacemesh.Primitives;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>Remembers the proofs of a node and flags the identities.</summary>
internal sealed class EvidenceRecord(AtxsData.ConsensusCache atxs, bool drops) : IMalfeasanceSink
{
    public Dictionary<NodeId, MalfeasanceProof> Proofs { get; } = [];

    public void Report(NodeId smesher, MalfeasanceProof proof, DateTimeOffset received)
    {
        if (drops)
            return;
        atxs.SetMalicious(smesher);
        // What is stored is what others would read.
        if (!Scale.TryDecode<MalfeasanceProof>(Scale.Encode(proof), out var stored, out var error))
            throw new InvalidOperationException($"a proof cannot be read: {error}");
        Proofs.TryAdd(smesher, stored);
    }
}
