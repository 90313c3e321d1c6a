using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Proposals.Intake;

/// <summary>Store an active set; one that is stored stays.</summary>
public sealed class StoreSetStep : IntakeStep
{
    internal StoreSetStep(Hash32 id, EpochActiveSet set) => (Id, Set) = (id, set);

    public Hash32 Id { get; }

    public EpochActiveSet Set { get; }
}
