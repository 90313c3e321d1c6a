namespace Spacemesh.Node.Smeshing;

/// <summary>A PoET that the node registers with.</summary>
/// <param name="Address">As configured: the name under which registrations are stored.</param>
/// <param name="PublicKey">Its key in base64; empty where nobody told.</param>
public sealed record PoetServer(string Address, string PublicKey)
{
    /// <summary>The key that it must answer with; empty where nobody told.</summary>
    /// <exception cref="FormatException">The key is not base64.</exception>
    public byte[] KeyBytes() => Convert.FromBase64String(PublicKey);
}
