using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events.User;

/// <summary>A cycle gap is near and no PoST service is connected for an identity. No message of the API has fields for it: shown by its text.</summary>
/// <param name="Smesher">Whose service is missing.</param>
/// <param name="GapBegins">When the proof will be asked for.</param>
/// <param name="Left">Time until then.</param>
public sealed record PostServiceMissing(NodeId Smesher, DateTimeOffset GapBegins, TimeSpan Left) : UserEvent
{
    public override bool IsFailure => true;

    public override string Help =>
        $"No PoST service is connected for {Smesher}, and the proof is due in {Left.TotalHours:0.#} hours. Start its service, or the epoch's rewards are lost.";
}
