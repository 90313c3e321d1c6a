using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>
/// What stays where a key was moved away from: <c>identities/NODEID.moved</c>. A node that finds a key beside its own tombstone does not
/// start with it, for the key works elsewhere now.
/// </summary>
/// <param name="NodeId">The identity, in hex.</param>
/// <param name="MovedTo">Where the key went, in the user's words.</param>
/// <param name="MovedAt">When.</param>
public sealed record IdentityTombstone(string NodeId, string MovedTo, DateTimeOffset MovedAt)
{
    private const string Extension = ".moved";

    /// <summary>No tombstone is that long; a longer file is not read.</summary>
    private const long SizeLimit = 1 << 16;

    public static string PathIn(string directory, Primitives.NodeId identity) => Path.Combine(directory, identity + Extension);

    /// <summary>Writes a tombstone as a whole, readable by everyone: there is no secret in it.</summary>
    public static void Write(string directory, Primitives.NodeId identity, string movedTo, DateTimeOffset movedAt)
    {
        string path = PathIn(directory, identity);
        string temporary = path + ".tmp";
        using (var stream = new FileStream(temporary, FileMode.Create))
        {
            JsonSerializer.Serialize(stream, new IdentityTombstone(identity.ToString(), movedTo, movedAt), TombstoneJson.Default.IdentityTombstone);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The tombstone of an identity; null where there is none. One that cannot be read counts.</summary>
    public static IdentityTombstone? Find(string directory, Primitives.NodeId identity)
    {
        string path = PathIn(directory, identity);
        if (!File.Exists(path))
            return null;
        try
        {
            if (new FileInfo(path).Length <= SizeLimit
                && JsonSerializer.Deserialize(File.ReadAllBytes(path), TombstoneJson.Default.IdentityTombstone) is { MovedTo: not null } tombstone)
                return tombstone;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            // Its name alone says enough.
        }

        return new IdentityTombstone(identity.ToString(), "a place that the damaged tombstone does not tell", DateTimeOffset.MinValue);
    }

    /// <summary>Refuses identities that were moved away.</summary>
    /// <exception cref="IdentityMovedException">Names the first one.</exception>
    public static void RequireNone(string directory, IEnumerable<Primitives.NodeId> identities)
    {
        ArgumentNullException.ThrowIfNull(identities);
        foreach (var identity in identities)
        {
            if (Find(directory, identity) is { } tombstone)
                throw new IdentityMovedException(tombstone, PathIn(directory, identity));
        }
    }
}

[JsonSerializable(typeof(IdentityTombstone))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class TombstoneJson : JsonSerializerContext;
