namespace Spacemesh.Hare;

/// <summary>What the machine makes of a message.</summary>
/// <param name="Relay">Whether others should see it.</param>
/// <param name="Equivocation">Evidence against an honest-looking sender; null where there is none.</param>
public readonly record struct HareReception(bool Relay, HareEquivocation? Equivocation);
