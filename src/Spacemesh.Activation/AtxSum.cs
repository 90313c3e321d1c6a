namespace Spacemesh.Activation;

/// <summary>What the NIPoSTs of an ATX amount to.</summary>
public readonly record struct AtxSum(uint Units, ulong Weight, ulong Ticks);
