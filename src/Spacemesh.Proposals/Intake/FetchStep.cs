using Spacemesh.Primitives;

namespace Spacemesh.Proposals.Intake;

/// <summary>Have these objects here; the list may be empty.</summary>
public sealed class FetchStep : IntakeStep
{
    internal FetchStep(FetchKind kind, IReadOnlyList<Hash32> ids) => (Kind, Ids) = (kind, ids);

    public FetchKind Kind { get; }

    /// <summary>Ids padded to 32 bytes.</summary>
    public IReadOnlyList<Hash32> Ids { get; }
}
