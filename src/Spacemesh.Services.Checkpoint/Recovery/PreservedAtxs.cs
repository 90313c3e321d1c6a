using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Checkpoint.Recovery;

/// <summary>Own ATXs with all that they build on, in the order in which they can be taken in: by publish epoch, then id.</summary>
/// <param name="Atxs">Id, publish epoch and bytes as received.</param>
/// <param name="Proofs">Their PoET proofs, encoded, each once.</param>
public sealed record PreservedAtxs(
    IReadOnlyList<(AtxId Id, EpochId Published, AtxBlob Blob)> Atxs, IReadOnlyList<(PoetProofRef Reference, ScaleBytes Message)> Proofs)
{
    public static PreservedAtxs None { get; } = new([], []);
}
