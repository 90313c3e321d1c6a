using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>What grading an active set needs of one ATX (spec 04 §14.3).</summary>
/// <param name="Id">The ATX.</param>
/// <param name="ReceivedNanoseconds">Its receipt, Unix nanoseconds; 0 for checkpointed ATXs.</param>
/// <param name="ProofNanoseconds">Receipt of its smesher's malfeasance proof; 0 where there is none.</param>
/// <param name="Weight">Effective units × ticks, wrapping.</param>
public readonly record struct AtxGrading(AtxId Id, long ReceivedNanoseconds, long ProofNanoseconds, ulong Weight);
