namespace Spacemesh.Ports.Api;

/// <summary>A connection to a peer.</summary>
/// <param name="Address">The remote multiaddress, without peer id.</param>
/// <param name="Uptime">Since it was made.</param>
/// <param name="IsOutbound">Whether we dialled.</param>
/// <param name="Kind">How it came about.</param>
public sealed record PeerConnectionReport(string Address, TimeSpan Uptime, bool IsOutbound, PeerConnectionKind Kind);
