namespace Spacemesh.Ports.Api;

/// <summary>A device that computes labels.</summary>
/// <param name="Id">4294967295 for the CPU.</param>
/// <param name="Model">Its name.</param>
/// <param name="IsGpu">What it is.</param>
/// <param name="LabelsPerSecond">Measured; 0 where it was not.</param>
public sealed record PostProviderReport(uint Id, string Model, bool IsGpu, ulong LabelsPerSecond);
