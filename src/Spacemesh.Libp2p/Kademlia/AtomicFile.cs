namespace Spacemesh.Libp2p.Kademlia;

/// <summary>Text files that are there whole or not at all.</summary>
internal static class AtomicFile
{
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, string text)
    {
        string temporary = path + ".tmp";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Null when the file is missing, unreadable or too large.</summary>
    public static string? Read(string path, int limit)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.Length <= limit ? File.ReadAllText(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
