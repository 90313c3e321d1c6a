namespace Spacemesh.Ports.Api;

/// <summary>State of the PoST initialisation.</summary>
/// <param name="State">How far it is.</param>
/// <param name="LabelsWritten">Labels on disk.</param>
/// <param name="Options">What was chosen; null while nothing is, and after an error.</param>
public sealed record PostSetupReport(PostSetupState State, ulong LabelsWritten, PostSetupRequest? Options);
