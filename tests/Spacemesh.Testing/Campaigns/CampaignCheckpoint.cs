using System.Globalization;

namespace Spacemesh.Testing.Campaigns;

/// <summary>How far a campaign is, as a small text file written at once.</summary>
/// <param name="First">The first seed.</param>
/// <param name="Next">The first seed that is still to run.</param>
public sealed record CampaignCheckpoint(ulong First, ulong Next)
{
    public static CampaignCheckpoint? Load(string path)
    {
        if (!File.Exists(path))
            return null;
        string[] words = File.ReadAllText(path).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length == 2
            && ulong.TryParse(words[0], CultureInfo.InvariantCulture, out ulong first)
            && ulong.TryParse(words[1], CultureInfo.InvariantCulture, out ulong next)
            ? new CampaignCheckpoint(first, next)
            : throw new IOException($"{path} is not a checkpoint of a campaign: delete it, or give --restart.");
    }

    public void Save(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        string temporary = $"{path}.new";
        File.WriteAllText(temporary, string.Create(CultureInfo.InvariantCulture, $"{First} {Next}\n"));
        File.Move(temporary, path, overwrite: true);
    }
}
