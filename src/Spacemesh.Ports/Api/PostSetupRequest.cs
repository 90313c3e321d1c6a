namespace Spacemesh.Ports.Api;

/// <summary>What a user chooses of the PoST initialisation; the rest comes from the configuration.</summary>
/// <param name="DataFolder">Where the data lies.</param>
/// <param name="Units">Space units.</param>
/// <param name="MaxFileSize">Bytes a file at most.</param>
/// <param name="ProviderId">The device; null leaves the configured one.</param>
/// <param name="Throttle">Whether initialisation makes room for others.</param>
public sealed record PostSetupRequest(string DataFolder, uint Units, ulong MaxFileSize, uint? ProviderId, bool Throttle);
