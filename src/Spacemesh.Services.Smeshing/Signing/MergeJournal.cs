using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>
/// Lies in a data folder while identities are merged into it: <c>merge-nodes.journal</c>. Where a merge was interrupted it says what has to be
/// finished or undone; a node does not start beside it.
/// </summary>
/// <param name="Source">The data folder that the identities come from.</param>
/// <param name="Keys">Names of the key files.</param>
public sealed record MergeJournal(string Source, IReadOnlyList<string> Keys)
{
    public const string FileName = "merge-nodes.journal";

    /// <summary>Added to the name of a key file that is not in use yet.</summary>
    public const string PendingExtension = ".merging";

    private const long SizeLimit = 16 << 20;

    public static string PathIn(string folder) => Path.Combine(folder, FileName);

    /// <summary>The journal of a folder; null where no merge was interrupted.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static MergeJournal? Find(string folder)
    {
        string path = PathIn(folder);
        if (!File.Exists(path))
            return null;
        try
        {
            if (new FileInfo(path).Length <= SizeLimit
                && JsonSerializer.Deserialize(File.ReadAllBytes(path), MergeJournalJson.Default.MergeJournal) is { Source: not null, Keys: not null } journal
                && journal.Keys.All(key => key.Length > 0 && Path.GetFileName(key) == key))
                return journal;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path} cannot be read: {exception.Message}", exception);
        }

        throw new InvalidDataException($"{path} is no journal of an interrupted merge");
    }

    /// <summary>Refuses a folder in which a merge was interrupted.</summary>
    /// <exception cref="InvalidDataException">What to do about it.</exception>
    public static void RequireNone(string folder)
    {
        if (File.Exists(PathIn(folder)))
            throw new InvalidDataException($"merge-nodes was interrupted while it merged identities into {folder}: run it again with the same folders, it finishes or undoes what it began");
    }

    public void Save(string folder)
    {
        string path = PathIn(folder);
        string temporary = path + ".tmp";
        using (var stream = new FileStream(temporary, FileMode.Create))
        {
            JsonSerializer.Serialize(stream, this, MergeJournalJson.Default.MergeJournal);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}

[JsonSerializable(typeof(MergeJournal))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class MergeJournalJson : JsonSerializerContext;
