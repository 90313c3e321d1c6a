namespace Spacemesh.Node.Smeshing;

/// <summary>A PoET that the node registers with.</summary>
/// <param name="Address">As configured: the name under which registrations are stored.</param>
/// <param name="PublicKey">Its key in base64; empty where nobody told.</param>
public sealed record PoetServer(string Address, string PublicKey);
