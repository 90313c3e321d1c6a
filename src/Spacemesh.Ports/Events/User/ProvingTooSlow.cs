using Spacemesh.Primitives;

namespace Spacemesh.Ports.Events.User;

/// <summary>Making the next proof is expected to take most of the cycle gap, or longer. No message of the API has fields for it: shown by its text.</summary>
/// <param name="Smesher">Whose proof.</param>
/// <param name="Expected">Expected time.</param>
/// <param name="Gap">Time there is.</param>
/// <param name="Advice">What to change.</param>
public sealed record ProvingTooSlow(NodeId Smesher, TimeSpan Expected, TimeSpan Gap, string Advice) : UserEvent
{
    public override bool IsFailure => true;

    public override string Help => $"The next PoST proof of {Smesher} is expected to take {Expected.TotalHours:0.#} of the {Gap.TotalHours:0.#} hours that there are. {Advice}";
}
