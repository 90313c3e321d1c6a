using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>PoET proofs (spec 10 §6.7).</summary>
public interface IPoetStore
{
    /// <summary>Adds an encoded message. The service's key may be empty; an absent one (null) is never found again.</summary>
    InsertOutcome Add(PoetProofRef reference, ScaleBytes proof, ScaleBytes? serviceId, ScaleText roundId);

    bool Contains(PoetProofRef reference);

    /// <summary>The encoded message.</summary>
    ScaleBytes? Find(PoetProofRef reference);

    /// <summary>The proof of a service's round; of several the last.</summary>
    PoetProofRef? ReferenceOf(ScaleBytes serviceId, ScaleText roundId);
}
