using Spacemesh.Primitives;

namespace Spacemesh.Proposals.Intake;

/// <summary>Remember that the sender is likely to have these objects.</summary>
public sealed class HintStep : IntakeStep
{
    internal HintStep(IReadOnlyList<Hash32> hashes) => Hashes = hashes;

    /// <summary>Ids padded to 32 bytes; zeros and repetitions among them.</summary>
    public IReadOnlyList<Hash32> Hashes { get; }
}
