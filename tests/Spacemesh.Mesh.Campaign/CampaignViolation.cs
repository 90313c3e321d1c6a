namespace Spacemesh.Mesh.Campaign;

/// <summary>A claim that did not hold.</summary>
public sealed class CampaignViolation(string scenario, ulong seed, uint layer, string what)
    : Exception($"{scenario}, seed {seed}, layer {layer}: {what}");
