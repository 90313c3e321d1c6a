using System.Text.Json;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Node.Releases;

/// <summary>What the project says of its latest release, once its signature holds.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Notes">Where to read about it.</param>
/// <param name="IsUrgent">Whether nodes that stay behind will lose rewards or the network.</param>
public sealed record ReleaseManifest(ReleaseVersion Version, string Notes, bool IsUrgent)
{
    /// <summary>Bytes of a manifest at most.</summary>
    public const int MaxSize = 64 * 1024;

    /// <summary>Reads a manifest: a JSON object with <c>version</c>, <c>notes</c> and <c>urgent</c>.</summary>
    /// <param name="text">The manifest's bytes.</param>
    /// <param name="signature">Ed25519 over exactly these bytes.</param>
    /// <param name="key">The project's key.</param>
    /// <exception cref="FormatException">It is not signed by the key, or is no manifest.</exception>
    public static ReleaseManifest Read(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> key)
    {
        // Nothing of an unsigned text is looked at.
        if (signature.Length != EdSignature.Size || key.Length != NodeId.Size || !Ed25519.Verify(key, text, signature))
            throw new FormatException("the manifest is not signed by the project's key");
        try
        {
            using var document = JsonDocument.Parse(text.ToArray());
            var root = document.RootElement;
            return new ReleaseManifest(
                ReleaseVersion.Parse(root.GetProperty("version").GetString() ?? ""),
                root.TryGetProperty("notes", out var notes) ? notes.GetString() ?? "" : "",
                root.TryGetProperty("urgent", out var urgent) && urgent.GetBoolean());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"the manifest cannot be read: {e.Message}", e);
        }
    }
}
