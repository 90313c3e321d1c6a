namespace Spacemesh.Config.Genesis;

/// <summary>The file that ties a data folder to its network: written on the first start, compared on every later one (spec 09b §7).</summary>
public static class GenesisFile
{
    public const string Name = "genesis.json";

    /// <summary>Writes the file where there is none, else compares.</summary>
    /// <returns>The file's settings where they are of another network; null where all is well.</returns>
    /// <exception cref="ConfigurationException">The settings cannot be used, or the file cannot be read or written.</exception>
    public static GenesisSettings? Establish(string dataFolder, GenesisSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        string path = Path.Combine(dataFolder, Name);
        try
        {
            if (File.Exists(path))
            {
                var existing = GenesisSettings.Parse(File.ReadAllText(path));
                return existing.IsSame(settings) ? null : existing;
            }

            if (settings.Validate() is { } wrong)
                throw new ConfigurationException(wrong);
            Write(path, settings.ToText());
            return null;
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"failed to load genesis config at {path}: {e.Message}", e);
        }
    }

    private static void Write(string path, string text)
    {
        string temporary = path + ".new";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: false);
    }
}
